"""Two people and her: every shortcut is refused by the database itself."""

# ruff: noqa: E501 - attacks are SQL, more readable in whole lines

from itertools import combinations, product

import pytest
from django.db import connection

from impact.books import queries as books
from impact.books.services import open_account
from impact.payouts.models import DrawRequest, Payout, TrainingProvider
from tests.impact.payouts import builders
from tests.impact.payouts.by_sql import Path, find_refusal, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]
PEOPLE = ("staff:1", "staff:2", "staff:3", "staff:4")


@pytest.fixture
def provider(account: str) -> TrainingProvider:
    open_account(code=f"committed:{account}", kind="liability", floor_minor=0)
    return builders.make_provider()


def walk(path: Path) -> str:
    return find_refusal(lambda: path.release(path.ask_and_approve()))


def test_of_64_castings_exactly_those_with_three_people_pay(provider: TrainingProvider) -> None:
    answers = {
        (requester, approver, releaser): walk(
            Path(
                provider,
                requester=requester,
                approvers=(approver,),
                recorder="staff:9",
                releaser=releaser,
            )
        )
        for requester, approver, releaser in product(PEOPLE, repeat=3)
    }

    legal = {casting for casting in answers if len(set(casting)) == 3}
    assert {casting for casting, answer in answers.items() if answer == "paid"} == legal
    assert (len(answers), len(legal)) == (64, 24)
    assert {answers[casting] for casting in answers.keys() - legal} == {
        "approver_is_not_the_requester",
        "releaser_is_not_the_requester",
        "releaser_is_not_an_approver",
    }
    assert (DrawRequest.objects.count(), Payout.objects.count()) == (0, 0)
    assert books.get_balance(f"training:{builders.CODE}") == 100_000


SHORTCUTS = {
    "no approval": "draw_waits_for_her_word",
    "no word of hers": "she_confirms_before_release",
    "one person": "releaser_is_not_the_requester",
    "changed amount": "payout_pays_what_was_approved",
    "expired provider": "provider_has_not_expired",
    "bank details just changed": "bank_details_have_cooled_off",
}


def take_shortcuts(provider: TrainingProvider, taken: tuple[str, ...]) -> str:
    path = Path(
        provider,
        approvers=() if "no approval" in taken else ("staff:2",),
        recorder=None if "no word of hers" in taken else "staff:1",
        releaser="staff:1" if "one person" in taken else "staff:4",
        paid=13_000 if "changed amount" in taken else None,
    )

    def act() -> None:
        draw = path.ask_and_approve()
        if "expired provider" in taken:
            builders.let_expire(provider)
        if "bank details just changed" in taken:
            builders.let_details_be_fresh(provider)
        path.release(draw)

    return find_refusal(act)


def test_of_64_ways_exactly_the_one_without_a_shortcut_pays(provider: TrainingProvider) -> None:
    ways = [taken for count in range(7) for taken in combinations(SHORTCUTS, count)]
    answers = {taken: take_shortcuts(provider, taken) for taken in ways}

    assert len(answers) == 64
    assert [taken for taken, answer in answers.items() if answer == "paid"] == [()]
    assert {taken[0]: answers[taken] for taken in answers if len(taken) == 1} == SHORTCUTS
    assert (DrawRequest.objects.count(), Payout.objects.count()) == (0, 0)
    assert books.get_balance(f"training:{builders.CODE}") == 100_000


@pytest.mark.parametrize(
    "changes",
    [
        {"requester": "staff:01"},
        {"requester": "Staff:1"},
        {"requester": " staff:1"},
        {"requester": "system"},
        {"requester": ""},
        {"approvers": ("staff:2 ",)},
        {"approvers": ("her",)},
        {"releaser": "staff:04"},
        {"releaser": "system"},
        {"recorder": "staff:0"},
    ],
)
def test_nobody_is_two_people_by_another_spelling(
    provider: TrainingProvider, changes: dict[str, object]
) -> None:
    answer = walk(Path(provider, **changes))

    assert answer in {
        "draw_is_requested_by_a_person",
        "draw_is_approved_by_a_person",
        "her_word_is_recorded_by_a_person",
        "payout_is_released_by_a_person_for_a_reason",
    }


@pytest.mark.parametrize(
    ("amount", "approvers", "answer"),
    [
        (50_000, ("staff:2",), "paid"),
        (50_001, ("staff:2",), "draw_waits_for_her_word"),
        (50_001, ("staff:2", "staff:3"), "paid"),
        (50_001, ("staff:2", "staff:2"), "draw_is_approved_once_by_each"),
        (50_001, ("staff:2", "staff:1"), "approver_is_not_the_requester"),
        (50_001, ("staff:2", "staff:4"), "releaser_is_not_an_approver"),
    ],
)
def test_large_draw_needs_two_approvers(
    provider: TrainingProvider, amount: int, approvers: tuple[str, ...], answer: str
) -> None:
    assert walk(Path(provider, amount=amount, approvers=approvers)) == answer


def test_whoever_took_her_word_does_not_release(provider: TrainingProvider) -> None:
    answer = walk(Path(provider, recorder="staff:4"))

    assert answer == "releaser_did_not_record_her_word"


@pytest.mark.parametrize(
    ("amount", "answer"),
    [
        (0, "draw_amount_is_within_reason"),
        (-5, "draw_amount_is_within_reason"),
        (10**15, "draw_amount_is_within_reason"),
        (100_001, "balance_stays_on_or_above_its_floor"),
    ],
)
def test_amount_is_above_zero_and_in_her_account(
    provider: TrainingProvider, amount: int, answer: str
) -> None:
    path = Path(provider, amount=amount, approvers=("staff:2", "staff:3"))

    assert walk(path) == answer


def test_hold_of_another_amount_or_account_is_no_hold(provider: TrainingProvider) -> None:
    path = Path(provider)

    def act() -> None:
        draw = path.ask_and_approve()
        run(
            "INSERT INTO payouts_payout (uid, draw_id, rail, amount_minor, foreign_currency,"
            " rate_source, state, released_by, released_at, release_reason, hold_entry_id,"
            " external_reference, tries, next_try_at, error) SELECT %s, %s, 'bank_wire', 12000,"
            " '', '', 'held', 'staff:4', now(), 'x', max(id), '', 0, now(), '' FROM books_entry",
            path.uid,
            draw,
        )

    assert find_refusal(act) == "payout_has_its_hold_in_the_books"


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
