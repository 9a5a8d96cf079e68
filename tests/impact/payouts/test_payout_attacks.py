"""Attacks by plain SQL on what was asked, agreed and paid: each is refused and changes nothing."""

# ruff: noqa: E501 - attacks are SQL, more readable in whole lines

import pytest
from django.db import connection

from tests.impact.payouts import builders
from tests.impact.payouts.by_sql import find_refusal, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]


ATTACKS = {
    "raise the amount": (
        "UPDATE payouts_drawrequest SET amount_minor = 99999",
        "draw_is_frozen_once_requested",
    ),
    "change the provider": (
        "UPDATE payouts_drawrequest SET provider_id = provider_id + 1",
        "draw_is_frozen_once_requested",
    ),
    "change the account": (
        "UPDATE payouts_drawrequest SET account_code = 'BBBBBBBB'",
        "draw_is_frozen_once_requested",
    ),
    "change the plan line": (
        "UPDATE payouts_drawrequest SET plan_line = 'Other'",
        "draw_is_frozen_once_requested",
    ),
    "change who asked": (
        "UPDATE payouts_drawrequest SET requested_by = 'staff:7'",
        "draw_is_frozen_once_requested",
    ),
    "need fewer approvals": (
        "UPDATE payouts_drawrequest SET approvals_needed = 0",
        "draw_is_frozen_once_requested",
    ),
    "move the state by hand": (
        "UPDATE payouts_drawrequest SET state = 'requested'",
        "draw_moves_by_facts_only",
    ),
    "delete the draw": ("DELETE FROM payouts_drawrequest", "draw_is_never_deleted"),
    "empty the draws": ("TRUNCATE payouts_drawrequest CASCADE", "draw_is_never_emptied"),
    "edit an approval": (
        "UPDATE payouts_drawapproval SET approved_by = 'staff:8'",
        "draw_approval_rows_are_final",
    ),
    "delete an approval": ("DELETE FROM payouts_drawapproval", "draw_approval_rows_are_final"),
    "edit her word": (
        "UPDATE payouts_drawconfirmation SET recorded_by = 'staff:8'",
        "draw_confirmation_rows_are_final",
    ),
    "delete her word": (
        "DELETE FROM payouts_drawconfirmation",
        "draw_confirmation_rows_are_final",
    ),
    "swap the paper": ("UPDATE payouts_attachment SET sha256 = ''", "attachment_rows_are_final"),
    "approve after release": (
        (
            "INSERT INTO payouts_drawapproval (draw_id, approved_by, reason, at)"
            " SELECT id, 'staff:6', 'x', now() FROM payouts_drawrequest"
        ),
        "draw_waits_for_approval",
    ),
    "close after release": (
        (
            "INSERT INTO payouts_drawclosing (draw_id, kind, closed_by, reason, at)"
            " SELECT id, 'cancelled', 'staff:6', 'x', now() FROM payouts_drawrequest"
        ),
        "only_open_draws_are_closed",
    ),
    "pay more": (
        "UPDATE payouts_payout SET amount_minor = 99999",
        "payout_is_frozen_but_its_progress",
    ),
    "change who released": (
        "UPDATE payouts_payout SET released_by = 'staff:8'",
        "payout_is_frozen_but_its_progress",
    ),
    "settle without the books": (
        (
            "UPDATE payouts_payout SET state = 'settled', paid_minor = 12000, settled_at = now(),"
            " external_reference = 'x'"
        ),
        "payout_is_resolved_in_the_books",
    ),
    "settle by another entry": (
        (
            "UPDATE payouts_payout SET state = 'settled', paid_minor = 12000, settled_at = now(),"
            " external_reference = 'x', resolving_entry_id = hold_entry_id"
        ),
        "payout_is_resolved_in_the_books",
    ),
    "void without the books": (
        "UPDATE payouts_payout SET state = 'voided'",
        "payout_is_resolved_in_the_books",
    ),
    "complete at once": (
        "UPDATE payouts_payout SET state = 'completed'",
        "payout_moves_forward_only",
    ),
    "delete the payout": ("DELETE FROM payouts_payout", "payout_is_never_deleted"),
    "re-vet by the proposer": (
        "UPDATE payouts_trainingprovider SET vetted_by = changed_by",
        "provider_is_vetted_by_another",
    ),
    "change the country": (
        "UPDATE payouts_trainingprovider SET country = 'US'",
        "provider_changes_are_vetted_again",
    ),
    "prolong an approval": (
        "UPDATE payouts_trainingprovider SET expires_on = expires_on + 400",
        "provider_changes_are_vetted_again",
    ),
    "screen in the future": (
        "UPDATE payouts_trainingprovider SET screened_on = current_date + 2",
        "screening_is_not_in_the_future",
    ),
    "delete the provider": ("DELETE FROM payouts_trainingprovider", "provider_is_never_deleted"),
    "replace the account number": (
        "UPDATE payouts_bankdetails SET sealed = ''",
        "bank_details_only_move_forward",
    ),
    "shorten the rest": (
        "UPDATE payouts_bankdetails SET usable_from = now() - interval '1 day'",
        "bank_details_only_move_forward",
    ),
    "bring approved details along": (
        (
            "INSERT INTO payouts_bankdetails (uid, provider_id, sealed, bic, hint, state, proposed_by,"
            " proposed_at, reason, approved_by, approved_at, usable_from, closed_by)"
            " SELECT gen_random_uuid(), id, '', '', '', 'approved', 'staff:1', now(), 'x', 'staff:2',"
            " now(), now(), '' FROM payouts_trainingprovider"
        ),
        "bank_details_begin_as_a_proposal",
    ),
    "bring an approved provider along": (
        (
            "INSERT INTO payouts_trainingprovider (uid, name, country, kind, rail, stripe_account_id,"
            " status, changed_by, changed_at, vetted_by, screened_by, block_cause, block_reason)"
            " VALUES (gen_random_uuid(), 'Mine', 'KH', 'school', 'bank_wire', '', 'approved',"
            " 'staff:1', now(), 'staff:2', '', '', '')"
        ),
        "provider_begins_as_a_proposal",
    ),
    "rewrite the rules": (
        "UPDATE payouts_payoutrule SET proof_days = 1",
        "payout_rule_rows_are_final",
    ),
    "loosen the rules": (
        (
            "INSERT INTO payouts_payoutrule (second_approver_minor, cool_off_hours, screening_days,"
            " proof_days, country_rules, set_at) VALUES (999999999, 0, 9999, 9999, '{}', now())"
        ),
        "payout_rules_stay_within_reason",
    ),
    "forget what was done": ("DELETE FROM payouts_fact", "payout_fact_rows_are_final"),
}


def photograph() -> list[object]:
    tables = (
        "trainingprovider",
        "bankdetails",
        "drawrequest",
        "drawapproval",
        "drawconfirmation",
        "drawclosing",
        "attachment",
        "payout",
        "payoutrule",
        "fact",
    )
    rows = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM payouts_{table} ORDER BY id")  # noqa: S608 - ours
            rows.append(cursor.fetchall())
    return rows


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_by_plain_sql_is_refused(attack: str) -> None:
    builders.make_payout()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    before = photograph()
    sql, rule = ATTACKS[attack]

    assert find_refusal(lambda: run(sql)) == rule
    assert photograph() == before
