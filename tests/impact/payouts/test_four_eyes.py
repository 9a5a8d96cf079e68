"""Two people and her: every shortcut is refused by the database itself."""

from itertools import combinations, product

import pytest

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
        recorder=None if "no word of hers" in taken else builders.RECORDER,
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


def test_whoever_asked_does_not_take_her_word(provider: TrainingProvider) -> None:
    answer = walk(Path(provider, recorder="staff:1"))

    assert answer == "requester_does_not_record_her_word"


def test_whoever_recorded_her_agreement_does_not_ask_under_it(provider: TrainingProvider) -> None:
    answers = [
        walk(Path(provider, requester=requester, recorder="staff:9"))
        for requester in (builders.RECORDER, builders.REQUESTER)
    ]

    assert answers == ["requester_did_not_record_her_agreement", "paid"]


@pytest.mark.parametrize(
    ("amount", "answer"),
    [
        (0, "draw_amount_is_within_reason"),
        (-5, "draw_amount_is_within_reason"),
        (10**15, "plan_line_has_budget_left"),
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
