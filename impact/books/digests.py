"""Digests of rows, stamped by a trigger: whoever edits a row with triggers off leaves its digest.

They name careless or partial edits. Somebody who computes the digest anew, too, is found by the
log, whose copies are outside the database.
"""

from collections.abc import Sequence

import pgtrigger

from impact.books.triggers import FirmTrigger

ACCOUNT = ("id", "uid", "code", "kind", "currency", "slots", "floor_minor", "status")
PERIOD = ("number", "first_on", "last_on", "closed_at@", "closed_by", "reason")
HALT = ("id", "cause", "words", "raised_at@", "lifted_at@", "lifted_by", "lifting_reason")
CORRECTION = (
    "id",
    "entry_id",
    "reason",
    "proposed_by",
    "proposed_at@",
    "approved_by",
    "approved_at@",
    "made_id",
    "rejected_by",
    "rejected_at@",
    "rejection_reason",
)
"""Columns in their order; moments, marked by @, are written in UTC whatever the session's zone."""

ENTRY = (
    "pg_catalog.sha256({row}.request_hash || pg_catalog.int8send({row}.id)"
    " || pg_catalog.timestamptz_send({row}.posted_at))"
)
"""The request's hash covers the rest of an entry and its lines; this is on the way of each sale."""


def compute(fields: Sequence[str], *, row: str) -> str:
    """Return the SQL of a row's digest."""
    columns = ", ".join(
        f"{row}.{name[:-1]} AT TIME ZONE 'UTC'" if name.endswith("@") else f"{row}.{name}"
        for name in fields
    )
    text = f"pg_catalog.jsonb_build_array({columns})::pg_catalog.text"
    return f"pg_catalog.sha256(pg_catalog.convert_to({text}, 'UTF8'))"


def stamp(*, table: str, fields: Sequence[str]) -> FirmTrigger:
    """Return the trigger that stamps each row as it is written."""
    return FirmTrigger(
        name=f"{table}_is_stamped",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"NEW.digest := {compute(fields, row='NEW')}; RETURN NEW;",
    )
