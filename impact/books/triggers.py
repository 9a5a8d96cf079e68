"""Triggers that no session setting can switch off.

django-pgtrigger lets any session skip its triggers (`pgtrigger.ignore`), which is right for
conveniences and wrong for money. These are declared, migrated and checked the same way, but the
function holds nothing except the guard.
"""

from typing import TYPE_CHECKING, Any

import pgtrigger
from pgtrigger import compiler

if TYPE_CHECKING:
    from django.db import models


class FirmTriggerSql(compiler.UpsertTriggerSql):
    """The statements that install a firm trigger; version 1, frozen by the migrations."""

    def get_template(self) -> str:
        """Return the installation text without the escape hatch."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE FUNCTION {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class TrustedTriggerSql(FirmTriggerSql):
    """The same for a function that acts with its owner's rights; version 1, frozen likewise."""

    def get_template(self) -> str:
        """Return the installation text of a function that runs as its owner."""
        return (
            super()
            .get_template()
            .replace("LANGUAGE plpgsql;", "LANGUAGE plpgsql SECURITY DEFINER;")
        )


class FirmTrigger(pgtrigger.Trigger):
    """A trigger without pgtrigger's way around it."""

    sql_class = FirmTriggerSql

    def compile(self, model: "type[models.Model]") -> Any:
        """Return the trigger as the migrations hold it."""
        return compiler.Trigger(
            name=self.name,
            sql=self.sql_class(
                pgid=self.get_pgid(model),
                declare=self.render_declare(model),
                func=self.render_func(model),
                table=model._meta.db_table,
                constraint="CONSTRAINT" if self.timing else "",
                when=self.when,
                operation=self.operation,
                timing=f"DEFERRABLE INITIALLY {self.timing}" if self.timing else "",
                referencing=self.referencing or "",
                level=self.level,
                condition=self.render_condition(model),
                execute=self.render_execute(model),
            ),
        )


class TrustedTrigger(FirmTrigger):
    """A firm trigger that writes where the web's own role may not: it runs as the tables' owner.

    Such a function must not be led astray by the caller's `search_path`. It cannot be: the tables
    and functions it names carry their schema; operators are looked up in `pg_catalog` first, and
    to put another schema before it the caller would have to own an operator in one, while the role
    may create nothing anywhere (see `roles`). Temporary objects are never looked up as operators.
    A `SET search_path` on the function would add nothing but its cost to each line of each entry.
    """

    sql_class = TrustedTriggerSql


def is_refused(trigger: pgtrigger.Trigger, operation: str) -> bool:
    """Return whether the trigger refuses the operation to everybody, whatever the row."""
    condition = trigger.condition.sql if trigger.condition else ""
    return (
        trigger.when == pgtrigger.Before
        and operation in str(trigger.operation)
        and str(trigger.func).startswith("RAISE EXCEPTION")
        and not any(row in condition for row in ("OLD.", "NEW."))
    )


def refuse(name: str, words: str) -> str:
    """Return the PL/pgSQL that refuses, under a constraint's name that says why."""
    return f"RAISE EXCEPTION '{words}' USING ERRCODE = '23514', CONSTRAINT = '{name}';"


def changed(*columns: str) -> str:
    """Return the condition that one of the columns gets another value."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"(({old}) IS DISTINCT FROM ({new}))"


def keep_rows(*, table: str) -> list[FirmTrigger]:
    """Return the guards of an append-only table: no UPDATE, no DELETE, no TRUNCATE."""
    return [
        FirmTrigger(
            name=f"{table}_rows_are_final",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=refuse(f"{table}_rows_are_final", f"Rows of {table} are final."),
        ),
        refuse_truncate(table=table),
    ]


def refuse_truncate(*, table: str) -> FirmTrigger:
    """Return the TRUNCATE guard.

    It gives way in tests alone: to a superuser, in a database whose name begins
    with `test_`, in a transaction that says so (see tests/impact/test_races.py).
    """
    return FirmTrigger(
        name=f"{table}_is_never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=(
            "IF current_database() LIKE 'test\\_%' AND current_setting('is_superuser') = 'on'"
            " AND current_setting('nomi.flush_tests', true) = 'on' THEN RETURN NULL; END IF; "
            + refuse(f"{table}_is_never_emptied", f"The table {table} is never emptied.")
        ),
    )


COUNT = """
    INSERT INTO public.books_tally AS tally (name, rows) VALUES ('{table}', 1)
        ON CONFLICT (name) DO UPDATE SET rows = tally.rows + 1;
    RETURN NULL;
"""


def count_rows(*, table: str) -> TrustedTrigger:
    """Return the trigger that keeps the tally of a table's rows."""
    return TrustedTrigger(
        name=f"{table}_is_counted",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func=COUNT.format(table=table),
    )
