"""Consents and flags are never rewritten: each ends once, and public pages hear of it at once."""

import pgtrigger

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate

TELL = "PERFORM pg_notify('public_pages_changed', pg_current_xact_id()::text); RETURN NULL;"
"""The word by which kept pages are made anew (see nomi.platform.changes)."""


def tell_pages(*, table: str) -> FirmTrigger:
    """Return the trigger by which every change of the table ends the pages that are kept."""
    return FirmTrigger(
        name=f"{table}_is_told",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=TELL,
    )


def keep_until_ended(
    *, table: str, facts: tuple[str, ...], ending: tuple[str, ...], words: str
) -> list[FirmTrigger]:
    """Return the guards of rows whose `facts` stay and whose `ending` columns are set once.

    The first of `ending` is the moment; while it is empty the row has not ended.
    """
    moment = ending[0]
    return [
        FirmTrigger(
            name=f"{table}_begins_unended",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"""
                IF NEW.{moment} IS NOT NULL THEN
                    {refuse(f"{table}_begins_unended", f"A {words} begins in force.")}
                END IF;
                RETURN NEW;
            """,
        ),
        FirmTrigger(
            name=f"{table}_ends_once",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF {changed(*facts)} OR (OLD.{moment} IS NOT NULL AND {changed(*ending)}) THEN
                    {refuse(f"{table}_ends_once", f"A {words} stays as written and ends once.")}
                END IF;
                RETURN NEW;
            """,
        ),
        FirmTrigger(
            name=f"{table}_is_never_deleted",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=refuse(f"{table}_is_never_deleted", f"A {words} is ended, never deleted."),
        ),
        refuse_truncate(table=table),
        tell_pages(table=table),
    ]


CHECK_ONCE = FirmTrigger(
    name="consent_is_checked_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
        IF (OLD.checked_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL)
           AND {changed("checked_by", "checked_at")}
        THEN
            {refuse("consent_is_checked_once", "A consent is checked once, while it stands.")}
        END IF;
        RETURN NEW;
    """,
)
BEGIN_UNCHECKED = FirmTrigger(
    name="consent_begins_unchecked",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.checked_at IS NOT NULL"),
    func=refuse("consent_begins_unchecked", "Another person checks a consent later."),
)
CONSENT_GUARDS = [
    BEGIN_UNCHECKED,
    CHECK_ONCE,
    *keep_until_ended(
        table="consent",
        facts=(
            *("id", "uid", "account_code", "purpose", "channel", "language", "explained_by"),
            *("method", "witness", "evidence", "given_at", "expires_at"),
            *("recorded_by", "recorded_at"),
        ),
        ending=("withdrawn_at", "withdrawal_recorded_by", "withdrawal_words"),
        words="consent",
    ),
]
ASKED = ("lifting_asked_by", "lifting_asked_at", "closing_reason")
CLOSE_BY_ANOTHER = FirmTrigger(
    name="safety_flag_is_closed_by_another",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
        IF OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL
           AND (OLD.lifting_asked_by IN ('', NEW.closed_by) OR {changed(*ASKED)})
        THEN
            {refuse("safety_flag_is_closed_by_another", "One person asks, another closes it.")}
        END IF;
        RETURN NEW;
    """,
)
FLAG_GUARDS = [
    CLOSE_BY_ANOTHER,
    *keep_until_ended(
        table="safety_flag",
        facts=("id", "uid", "account_code", "reason", "opened_by", "opened_at"),
        ending=("closed_at", "closed_by", *ASKED),
        words="safety flag",
    ),
]
