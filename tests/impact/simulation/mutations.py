"""Five guards taken out of the database, one at a time: each must make the simulation fail."""

from django.db import connection


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _find_trigger(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE %s", [f"pgtrigger_{name}%"])
        return str(cursor.fetchone()[0])


def drop_the_floor() -> None:
    _run("ALTER TABLE books_balance DROP CONSTRAINT balance_stays_on_or_above_its_floor")


def drop_the_index_on_resolutions() -> None:
    _run("DROP INDEX entry_is_resolved_once")


def drop_the_mover_of_balances() -> None:
    """Fill the line's columns, which may not be empty, and move nothing."""
    _run(
        "CREATE FUNCTION move_nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " NEW.id := NEW.entry_id * 1000 + NEW.number; NEW.account_sequence := NEW.id;"
        " NEW.balance_after_minor := 0; RETURN NEW; END $$",
        f"DROP TRIGGER {_find_trigger('line_moves_its_balance')} ON books_line",
        "CREATE TRIGGER moves_nothing BEFORE INSERT ON books_line"
        " FOR EACH ROW EXECUTE FUNCTION move_nothing()",
    )


def drop_the_check_of_whole_entries() -> None:
    _run(f"DROP TRIGGER {_find_trigger('entry_is_whole_and_balanced')} ON books_line")


def drop_the_uniqueness_of_keys() -> None:
    """Take the constraint out, and what leans on it out of the posting function."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE books_entry DROP CONSTRAINT entry_key_is_unique")
        cursor.execute("SELECT pg_get_functiondef('books_post(jsonb)'::regprocedure)")
        function = str(cursor.fetchone()[0])
        cursor.execute(function.replace("ON CONFLICT (key) DO NOTHING", ""))


MUTATIONS = (
    drop_the_floor,
    drop_the_index_on_resolutions,
    drop_the_mover_of_balances,
    drop_the_check_of_whole_entries,
    drop_the_uniqueness_of_keys,
)
