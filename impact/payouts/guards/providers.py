"""Providers and their bank details: vetted by another, rested before money follows a change."""

import pgtrigger

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate

IDENTITY = ("name", "country", "kind", "rail", "stripe_account_id", "uid")

COOL_OFF = """
(pg_catalog.statement_timestamp() + pg_catalog.make_interval(hours => (
    SELECT cool_off_hours FROM public.payouts_payoutrule ORDER BY id DESC LIMIT 1)))
"""

BEGIN_PROVIDER = FirmTrigger(
    name="provider_begins_as_a_proposal",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NEW.status <> 'proposed' OR NEW.vetted_by <> '' OR NEW.payable_from IS NOT NULL THEN
            {refuse("provider_begins_as_a_proposal", "A provider begins as a proposal.")}
        END IF;
        RETURN NEW;
    """,
)

VET_CHANGES = FirmTrigger(
    name="provider_changes_are_vetted_again",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
        IF {changed(*IDENTITY)} AND (NEW.status <> 'proposed' OR NEW.vetted_by <> '') THEN
            {refuse("provider_changes_are_vetted_again", "A changed provider is vetted again.")}
        END IF;
        IF {changed("expires_on", "changed_by")} AND OLD.vetted_by <> '' AND NEW.vetted_by <> ''
        THEN
            {refuse("provider_changes_are_vetted_again", "A longer approval is vetted again.")}
        END IF;
        IF NEW.screened_on > (pg_catalog.statement_timestamp() AT TIME ZONE 'UTC')::date THEN
            {refuse("screening_is_not_in_the_future", "A screening has happened already.")}
        END IF;
        NEW.payable_from := OLD.payable_from;
        IF {changed("country", "rail", "stripe_account_id")} THEN
            NEW.payable_from := NULL;
        END IF;
        IF NEW.vetted_by <> '' AND NEW.payable_from IS NULL THEN
            NEW.payable_from := CASE WHEN NEW.rail = 'bank_wire'
                THEN pg_catalog.statement_timestamp() ELSE {COOL_OFF} END;
        END IF;
        RETURN NEW;
    """,
)

KEEP_PROVIDER = FirmTrigger(
    name="provider_is_never_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=refuse("provider_is_never_deleted", "A provider is blocked, never deleted."),
)

PROVIDER_GUARDS = [
    BEGIN_PROVIDER,
    VET_CHANGES,
    KEEP_PROVIDER,
    refuse_truncate(table="provider"),
]

BEGIN_DETAILS = FirmTrigger(
    name="bank_details_begin_as_a_proposal",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NEW.state <> 'proposed' OR NEW.approved_by <> '' OR NEW.usable_from IS NOT NULL THEN
            {refuse("bank_details_begin_as_a_proposal", "Bank details begin as a proposal.")}
        END IF;
        RETURN NEW;
    """,
)

MOVE_DETAILS = FirmTrigger(
    name="bank_details_only_move_forward",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
        IF {changed("id", "uid", "provider_id", "sealed", "bic", "hint", "proposed_by", "reason")}
            OR (OLD.state <> 'proposed' AND {changed("approved_by", "approved_at")})
            OR (OLD.state, NEW.state) NOT IN (
                ('proposed', 'approved'), ('proposed', 'rejected'), ('approved', 'replaced'))
        THEN
            {refuse("bank_details_only_move_forward", "Other bank details are a new proposal.")}
        END IF;
        NEW.usable_from := OLD.usable_from;
        IF NEW.state = 'approved' THEN
            NEW.usable_from := {COOL_OFF};
        END IF;
        RETURN NEW;
    """,
)

KEEP_DETAILS = FirmTrigger(
    name="bank_details_are_never_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=refuse("bank_details_are_never_deleted", "Bank details are replaced, never deleted."),
)

BANK_DETAILS_GUARDS = [
    BEGIN_DETAILS,
    MOVE_DETAILS,
    KEEP_DETAILS,
    refuse_truncate(table="bank_details"),
]
