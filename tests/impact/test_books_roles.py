"""The web's role: what it may do is read off the models, and it cannot be made a strong one."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from impact.books import roles
from impact.books import services as books

pytestmark = pytest.mark.django_db
ROLE = "nomi_web"
INSERT_ONLY = ("books_entry", "books_line", "shares_sale", "shares_allocation")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def read(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def may(privilege: str, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [ROLE, table, privilege])
        return bool(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def _role(db: None) -> None:
    roles.make_role(name=ROLE)


@pytest.fixture
def as_web(_role: None) -> Iterator[None]:
    run(f"SET LOCAL ROLE {ROLE}")
    yield
    run("RESET ROLE")


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_role_only_adds_to_tables_that_are_final(table: str) -> None:
    held = {name: may(name, table) for name in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")}

    assert held == {
        "SELECT": True,
        "INSERT": True,
        "UPDATE": False,
        "DELETE": False,
        "TRUNCATE": False,
    }


def test_role_adds_where_a_guard_looks_at_the_new_row_only() -> None:
    held = [may("INSERT", table) for table in ("shares_sharepolicy", "shares_allocationpolicy")]

    assert held == [True, True]


def test_role_only_reads_balances_and_migrations() -> None:
    held = [
        privilege
        for table in ("books_balance", "django_migrations")
        for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
        if may(privilege, table)
    ]

    assert held == []


def test_role_writes_ordinary_tables() -> None:
    held = [
        may(privilege, table)
        for table in ("django_session", "order_order", "basket_basket")
        for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE")
    ]

    assert set(held) == {True}


def test_role_empties_no_table_and_adds_no_trigger_anywhere() -> None:
    found = read(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege(%s, oid, 'TRUNCATE, TRIGGER, REFERENCES, MAINTAIN')",
        ROLE,
    )

    assert found == []


def test_making_the_role_again_changes_nothing() -> None:
    grants = "SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY relname"
    before = read(grants)

    roles.make_role(name=ROLE)

    assert read(grants) == before


@pytest.mark.usefixtures("as_web")
def test_role_opens_accounts_and_posts() -> None:
    books.open_account(code="cash", kind="asset", slots=16)
    books.open_account(code="hers", kind="liability", floor_minor=0)

    posted = books.post(
        books.Posting(
            kind="test",
            key="as web",
            effective_on=date(2026, 3, 2),
            lines=[("cash", 5), ("hers", -5)],
        )
    )

    assert posted.is_new is True


def test_table_of_a_later_migration_can_be_read_and_filled_at_once() -> None:
    run("CREATE TABLE public.later (id bigint)")

    held = [may(name, "later") for name in ("SELECT", "INSERT", "UPDATE", "DELETE")]

    assert held == [True, True, False, False]


@pytest.mark.parametrize(
    ("preparation", "words"),
    [
        ("ALTER ROLE nomi_web SUPERUSER", "nomi_web is a superuser. Choose another name."),
        ("GRANT pg_write_all_data TO nomi_web", "nomi_web belongs to another role."),
        ("ALTER TABLE django_session OWNER TO nomi_web", "nomi_web owns tables."),
    ],
)
def test_strong_role_is_refused_in_words(preparation: str, words: str) -> None:
    run(preparation)

    with pytest.raises(roles.UnfitRoleError, match=words):
        roles.make_role(name=ROLE)


def test_command_refuses_the_owner_in_words(settings: object) -> None:
    settings.DATABASE_ROLE = "postgres"

    with pytest.raises(CommandError, match="postgres is the owner"):
        call_command("make_database_role")


def test_password_reaches_the_server_as_a_verifier_only(settings: object) -> None:
    settings.DATABASE_ROLE_PASSWORD = "a long word"

    call_command("make_database_role", verbosity=0)

    (stored,) = read("SELECT rolpassword FROM pg_authid WHERE rolname = %s", ROLE)[0]
    assert str(stored).startswith("SCRAM-SHA-256$")


@pytest.mark.usefixtures("as_web")
def test_role_locks_no_row_that_is_final() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run("SELECT * FROM shares_sale FOR UPDATE")
