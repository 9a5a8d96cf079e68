"""Sealed rows stay in their place; they go by an erasure only, and what was erased stays away."""

import pgtrigger

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate

ERASED = "EXISTS (SELECT 1 FROM public.vault_erasure AS gone WHERE gone.account_code = {0})"


def keep_unless_erased(*, table: str) -> FirmTrigger:
    """Return the trigger by which rows are deleted only once their erasure is written down."""
    return FirmTrigger(
        name=f"{table}_is_deleted_by_erasure_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"""
            IF NOT {ERASED.format("OLD.account_code")} THEN
                {refuse(f"{table}_is_deleted_by_erasure_only", "Write the erasure down first.")}
            END IF;
            RETURN OLD;
        """,
    )


def refuse_erased(*, table: str) -> FirmTrigger:
    """Return the trigger by which nothing new is kept of somebody who was erased."""
    return FirmTrigger(
        name=f"{table}_of_the_erased_stays_away",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF {ERASED.format("NEW.account_code")} THEN
                {refuse(f"{table}_of_the_erased_stays_away", "This record was erased.")}
            END IF;
            RETURN NEW;
        """,
    )


def keep_columns(*columns: str, table: str) -> FirmTrigger:
    """Return the trigger by which these columns keep what they hold."""
    return FirmTrigger(
        name=f"{table}_stays_where_it_is",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF {changed(*columns)} THEN
                {refuse(f"{table}_stays_where_it_is", "A sealed row belongs to its place.")}
            END IF;
            RETURN NEW;
        """,
    )


REQUEST_GUARDS = [
    FirmTrigger(
        name="erasure_is_asked_for_before_it_is_answered",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition("NEW.answered_at IS NOT NULL"),
        func=refuse("erasure_is_asked_for_before_it_is_answered", "Ask first."),
    ),
    FirmTrigger(
        name="erasure_is_answered_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "(OLD.answered_at IS NOT NULL OR "
            + changed("id", "account_code", "reason", "asked_by", "asked_at")
            + ")"
        ),
        func=refuse("erasure_is_answered_once", "What was asked stays, and is answered once."),
    ),
    FirmTrigger(
        name="erasure_request_is_never_deleted",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=refuse("erasure_request_is_never_deleted", "It is answered, never deleted."),
    ),
    refuse_truncate(table="erasure_request"),
]
KEY_GUARDS = [
    refuse_erased(table="vault_key"),
    keep_columns("id", "account_code", "made_at", table="vault_key"),
    keep_unless_erased(table="vault_key"),
    refuse_truncate(table="vault_key"),
]
FIELD_GUARDS = [
    refuse_erased(table="sealed_field"),
    keep_columns("id", "uid", "account_code", "name", table="sealed_field"),
    keep_unless_erased(table="sealed_field"),
    refuse_truncate(table="sealed_field"),
]
