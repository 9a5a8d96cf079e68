"""The database role of web and worker: it may add to the ledger and change nothing in it.

What it may do is read off the models: where a guard refuses an operation to everybody, the role
does not hold the privilege either. So a table that a later migration brings is covered by its own
declaration. TRUNCATE, triggers, foreign keys to our tables and anything that creates, alters or
drops an object belong to the owner alone.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction
from psycopg2 import extensions, sql

from impact.books.triggers import is_refused

UPDATED_COLUMNS = {"books_account": ("status",)}
"""Tables of which the role may change single columns."""
READ_ONLY = ("django_migrations", "payouts_payoutrule")
TAKES_NOTHING_ELSE = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT"


class UnfitRoleError(Exception):
    """The role holds more than a web server may; nothing was granted."""


@transaction.atomic
def make_role(*, name: str, password: str = "") -> None:
    """Make the role, or bring the one that is there up to date with the models.

    Run as the owner of the tables, after each migrate. Running processes keep their privileges
    meanwhile: all of it becomes visible at once. Raises `UnfitRoleError` when the role is the
    owner itself, owns something or belongs to another role.
    """
    role = sql.Identifier(name)
    if not _ask("SELECT 1 FROM pg_roles WHERE rolname = %s", name):
        _run(sql.SQL("CREATE ROLE {} LOGIN {}").format(role, sql.SQL(TAKES_NOTHING_ELSE)))
    _refuse_unfit(name)
    if password:
        _set_password(name, password)
    _take_schema(role)
    _grant_tables(role)


def list_grants() -> Iterator[tuple[str, str]]:
    """Return each of our tables with the privileges the role has on it, beside SELECT."""
    for model in apps.get_models(include_auto_created=True):
        if not (model._meta.proxy or not model._meta.managed):
            yield model._meta.db_table, ", ".join(_list_privileges(model))


def _list_privileges(model: type[models.Model]) -> Iterator[str]:
    triggers = getattr(model._meta, "triggers", ())
    for operation in ("INSERT", "UPDATE", "DELETE"):
        if any(is_refused(trigger, operation) for trigger in triggers):
            continue
        columns = UPDATED_COLUMNS.get(model._meta.db_table, ()) if operation == "UPDATE" else ()
        yield f"{operation} ({', '.join(columns)})" if columns else operation


def _refuse_unfit(name: str) -> None:
    """Raise `UnfitRoleError` when the role could get around its own privileges."""
    if _ask("SELECT 1 WHERE current_user = %s", name):
        message = f"{name} is the owner. Run this as the owner, for another role."
        raise UnfitRoleError(message)
    if _ask("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolsuper", name):
        raise UnfitRoleError(f"{name} is a superuser. Choose another name.")
    if _ask("SELECT 1 FROM pg_class WHERE relowner = to_regrole(%s)", name):
        raise UnfitRoleError(f"{name} owns tables. Give them to the owner first.")
    if _ask("SELECT 1 FROM pg_auth_members WHERE member = to_regrole(%s)", name):
        raise UnfitRoleError(f"{name} belongs to another role. Take it out first.")


def _set_password(name: str, password: str) -> None:
    """Set the password; the server, and so its log, sees the verifier only."""
    connection.ensure_connection()
    verifier = extensions.encrypt_password(
        password, name, scope=connection.connection, algorithm="scram-sha-256"
    )
    _run(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(verifier)))


def _take_schema(role: sql.Identifier) -> None:
    """Let the role look into the schema and nobody but the owner create anything."""
    database = sql.Identifier(connection.settings_dict["NAME"])
    for words in (
        "ALTER ROLE {role} " + TAKES_NOTHING_ELSE,
        "REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}",
        "GRANT CONNECT ON DATABASE {database} TO {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
    ):
        _run(sql.SQL(words).format(role=role, database=database))


def _grant_tables(role: sql.Identifier) -> None:
    """Take everything, then give what the models allow."""
    for words in (
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        # what a migration adds can be read and filled before this runs again
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ):
        _run(sql.SQL(words).format(role=role))
    present = set(connection.introspection.table_names())
    for table, privileges in list_grants():
        if privileges and table in present and table not in READ_ONLY:
            words = f"GRANT {privileges} ON {{}} TO {{}}"
            _run(sql.SQL(words).format(sql.Identifier("public", table), role))


def _ask(question: str, value: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [value])
        return cursor.fetchone() is not None


def _run(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
