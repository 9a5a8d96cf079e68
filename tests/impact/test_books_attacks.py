"""Each row of the books' attack list, by plain SQL: the database refuses, and nothing changed.

Every attack is run three times: as a superuser, as the owner of the tables who is none, and as the
role of the web. Where that role lacks the privilege, the refusal names the table instead.
"""

# ruff: noqa: ISC004, PT012 - attacks in SQL, some in two steps

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from impact.books import roles
from impact.books import services as books
from tests.impact.attacks import (
    ADD_ENTRY,
    ATTACKS,
    CASH,
    HERS,
    OWNER,
    SUPERUSER,
    WEB,
    become,
    read,
    run,
    transfer,
    unchanged_books,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _web_role(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        roles.make_role(name=WEB)


@pytest.fixture(autouse=True)
def _books(db: None) -> Iterator[None]:
    with unchanged_books():
        yield


def is_privilege_missing(sql: str) -> bool:
    """Say whether the web's role lacks the privilege, so that no guard is even asked."""
    adds = ("INSERT INTO books_entry", "INSERT INTO books_line", "INSERT INTO books_account")
    return not sql.strip().startswith((*adds, "WITH")) or "DO UPDATE" in sql


@pytest.mark.parametrize("user", [SUPERUSER, OWNER, WEB])
@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_refused(attack: str, user: str) -> None:
    sql, constraint = ATTACKS[attack]

    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        become(user)
        run(sql)

    if user == WEB and is_privilege_missing(sql):
        assert str(refusal.value).startswith("permission denied for table books_")
    else:
        assert refusal.value.__cause__.diag.constraint_name == constraint


OBJECTS = {
    "switch triggers off": ("ALTER TABLE books_line DISABLE TRIGGER USER", "must be owner of"),
    "drop a guard": (
        "DO $$ BEGIN EXECUTE (SELECT format('DROP TRIGGER %I ON books_line', tgname)"
        " FROM pg_trigger WHERE tgrelid = 'books_line'::regclass AND NOT tgisinternal LIMIT 1);"
        " END $$",
        "must be owner of",
    ),
    "add a trigger": (
        "CREATE TRIGGER mine BEFORE INSERT ON books_line EXECUTE FUNCTION"
        " suppress_redundant_updates_trigger()",
        "permission denied for table books_line",
    ),
    "add a rule": (
        "CREATE RULE mine AS ON INSERT TO books_line DO INSTEAD NOTHING",
        "must be owner of",
    ),
    "drop the floor": (
        "ALTER TABLE books_balance DROP CONSTRAINT balance_stays_on_or_above_its_floor",
        "must be owner of",
    ),
    "drop an index": ("DROP INDEX entry_is_resolved_once", "must be owner of"),
    "drop a table": ("DROP TABLE books_line CASCADE", "must be owner of"),
    "rename a table": ("ALTER TABLE books_line RENAME TO lines", "must be owner of"),
    "replace the posting": (
        "ALTER FUNCTION books_post(jsonb) RENAME TO books_post_no_more",
        "must be owner of",
    ),
    "act as a replica": (
        "SET LOCAL session_replication_role = replica",
        'permission denied to set parameter "session_replication_role"',
    ),
    "create a table": ("CREATE TABLE public.mine (id int)", "permission denied for schema public"),
    "create a function": (
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "permission denied for schema public",
    ),
    "create an operator": (
        "CREATE OPERATOR public.+ (LEFTARG = int8, RIGHTARG = int8, FUNCTION = int8mi)",
        "permission denied for schema public",
    ),
    "create a shadow table": (
        "CREATE TEMPORARY TABLE books_balance (LIKE public.books_balance)",
        "permission denied to create temporary tables in database",
    ),
    "create a schema": ("CREATE SCHEMA mine", "permission denied for database"),
    "forge a tally": ("UPDATE books_tally SET rows = 0", "permission denied for table books_tally"),
}


@pytest.mark.parametrize("attack", OBJECTS)
def test_web_changes_no_object(attack: str) -> None:
    sql, words = OBJECTS[attack]

    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        become(WEB)
        run(sql)


def test_owner_who_is_no_superuser_cannot_act_as_a_replica() -> None:
    with pytest.raises(DatabaseError, match="permission denied to set parameter"):  # noqa: SIM117
        with transaction.atomic():
            become(OWNER)
            run("SET LOCAL session_replication_role = replica")


@pytest.mark.parametrize(
    "words",
    [
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "SET session_replication_role = replica",
        "ALTER ROLE nomi_web SUPERUSER",
        "ALTER SYSTEM SET session_replication_role = replica",
    ],
)
def test_connection_of_the_web_gets_no_other_rights(words: str) -> None:
    place = connection.settings_dict
    line = psycopg2.connect(dbname=place["NAME"], host=place["HOST"], user=WEB)
    line.autocommit = True

    with line.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(words)
    line.close()


@pytest.mark.parametrize("attack", ["edit an amount", "truncate balances", "write a balance"])
def test_no_session_setting_switches_a_guard_off(attack: str) -> None:
    triggers = [name for (name,) in read("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")]
    sql, constraint = ATTACKS[attack]

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run("SELECT set_config('pgtrigger.ignore', %s, true)", "{" + ",".join(triggers) + "}")
        run(sql)

    assert refusal.value.__cause__.diag.constraint_name == constraint


def test_a_temporary_table_cannot_stand_in_for_the_balances() -> None:
    with pytest.raises(books.OverdrawnError), transaction.atomic():
        run("CREATE TEMPORARY TABLE books_balance (LIKE public.books_balance) ON COMMIT DROP")
        run("INSERT INTO pg_temp.books_balance SELECT * FROM public.books_balance")
        transfer("shadowed", -1_001)


def test_empty_entry_is_refused_at_the_latest_on_commit() -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run(
            "INSERT INTO books_entry (kind, key, request_hash, effective_on, reference, actor,"
            " line_count) VALUES ('test', 'empty', '', '2026-03-02', '', 'attacker', 2)"
        )
        run("SET CONSTRAINTS ALL IMMEDIATE")

    assert "last_line_id" in str(refusal.value)


def test_entry_is_stamped_by_the_databases_clock() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        run(
            ADD_ENTRY.format(f"(1, {CASH}, 'USD', 5), (2, {HERS}, 'USD', -5)")
            .replace("line_count)", "line_count, posted_at)")
            .replace("'attacker', 2)", "'attacker', 2, '2001-01-01')")
        )
        assert read("SELECT posted_at FROM books_entry WHERE key = 'attack'")[0][0].year > 2001
        raise ZeroDivisionError  # leaves nothing behind
