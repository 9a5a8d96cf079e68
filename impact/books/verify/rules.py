"""Proof that the rules are in place: accounts of the chart, guards, constraints, foreign keys."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from impact.books.chart import ACCOUNTS
from impact.books.models import Account
from impact.books.triggers import FirmTrigger

GUARDS = """
    SELECT trigger.tgrelid::regclass::text, trigger.tgname, trigger.tgenabled IN ('O', 'A'),
           pg_catalog.obj_description(trigger.oid, 'pg_trigger'), function.prosrc
      FROM pg_trigger AS trigger JOIN pg_proc AS function ON function.oid = trigger.tgfoid
     WHERE NOT trigger.tgisinternal
"""
SWITCHED_OFF = """
    SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
     WHERE tgisinternal AND tgenabled <> 'O' AND tgrelid::regclass::text = ANY(%s) ORDER BY 1
"""
NAMED_RULES = """
    SELECT conname FROM pg_constraint WHERE convalidated
    UNION ALL
    SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND indisvalid
"""
LINKS = """
    SELECT conrelid::regclass::text, attname
      FROM pg_constraint
      JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)
     WHERE contype = 'f' AND convalidated
"""


def list_rule_faults() -> list[str]:
    """Return in words which account of the chart, guard or rule is missing, off or another."""
    return [*_list_chart_faults(), *_list_guard_faults(), *_list_constraint_faults()]


def _list_chart_faults() -> Iterator[str]:
    there = {
        row[0]: row[1:]
        for row in Account.objects.values_list("code", "kind", "slots", "floor_minor")
    }
    for code, *facts in ACCOUNTS:
        if code not in there:
            yield f"Account {code} of the chart is gone."
        elif there[code] != tuple(facts):
            yield f"Account {code} is not as the chart has it."


def _list_guard_faults() -> Iterator[str]:
    """Compare every guard of impact's tables with the code, text and all."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        there = {(table, name): rest for table, name, *rest in cursor.fetchall()}
        cursor.execute(SWITCHED_OFF, [[model._meta.db_table for model in _list_models()]])
        off = [table for (table,) in cursor.fetchall()]
    for model in _list_models():
        for trigger in getattr(model._meta, "triggers", ()):
            if isinstance(trigger, FirmTrigger):
                key = (model._meta.db_table, trigger.get_pgid(model))
                if what := _judge(trigger.compile(model), there.get(key)):
                    yield f"Guard {trigger.name} of {model._meta.db_table} {what}."
    yield from (f"The links of {table} to other tables are switched off." for table in off)


def _judge(wanted: Any, found: list[Any] | None) -> str:
    """Return what is wrong with a guard, or nothing."""
    if found is None:
        return "is gone"
    is_on, digest, text = found
    if not is_on:
        return "is switched off"
    if digest != wanted.hash or text not in str(wanted.install_sql):
        return "was replaced by another"
    return ""


def _list_constraint_faults() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(NAMED_RULES)
        rules = {name for (name,) in cursor.fetchall()}
        cursor.execute(LINKS)
        links = set(cursor.fetchall())
    for model in _list_models():
        table = model._meta.db_table
        for rule in model._meta.constraints:
            if rule.name not in rules:
                yield f"Rule {rule.name} of {table} is gone."
        for field in model._meta.local_fields:
            is_kept = field.is_relation and getattr(field, "db_constraint", False)
            if is_kept and (table, field.column) not in links:
                yield f"The link of {table}.{field.column} to its table is gone."


def _list_models() -> list[type[models.Model]]:
    """Return the models of impact's rooms, those above the books included."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("impact.") and model._meta.managed and not model._meta.proxy
    ]
