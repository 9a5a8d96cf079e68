import uuid

import pytest

from impact.banking.models import LineMatch, StatementLine
from impact.banking.queries import is_suggested, list_suggestions, list_unmatched
from impact.banking.refusals import AlreadyExplainedError, WrongExplanationError
from impact.banking.services.explaining import explain_line
from impact.books.models import Entry
from impact.books.queries import get_balances, list_faults
from impact.payouts.models import Payout
from impact.payouts.refusals import PayoutRefusedError
from tests.impact.banking.builders import CLERK, NOON, import_lines, make_line, send_wires
from tests.impact.payouts.builders import CODE, make_payout, make_provider

pytestmark = pytest.mark.usefixtures("account")


def bring(amount_minor: int) -> StatementLine:
    """A line that says nothing of what it is."""
    return import_lines(make_line("B-1", amount_minor)).matches[0].line


def explain(line: StatementLine, kind: str, **changes: object) -> LineMatch:
    facts = {"kind": kind, "actor": CLERK, "reason": "The bank's letter.", "now": NOON}
    return explain_line(line_uid=line.uid, **{**facts, **changes})


def look() -> tuple[object, ...]:
    codes = ["bank", "suspense", "clearing:payouts", f"training:{CODE}", f"committed:{CODE}"]
    states = list(Payout.objects.order_by("pk").values_list("state", flat=True))
    counts = (LineMatch.objects.count(), Entry.objects.count())
    return (*get_balances(codes=codes).values(), states, counts)


def test_person_names_the_payout_and_suspense_is_empty_again() -> None:
    payout = make_payout()
    send_wires()
    line = bring(-12_000)

    match = explain(line, "payout", payout_uid=payout.uid)

    payout.refresh_from_db()
    assert (payout.state, payout.external_reference) == ("settled", "B-1")
    assert (match.entry.key, match.entry.reference) == (
        f"bank:{line.uid}:explain",
        payout.reference,
    )
    assert look()[:5] == (-12_000, 0, 0, 88_000, 0)
    assert (list_unmatched().count(), list_faults()) == (0, [])


def test_bank_that_took_its_fee_from_the_wire_costs_the_organisation() -> None:
    payout = make_payout()
    send_wires()
    line = bring(-13_500)

    explain(line, "payout", payout_uid=payout.uid)

    assert look()[:5] == (-13_500, 0, 0, 88_000, 0)
    assert get_balances(codes=["exchange-differences"]) == {"exchange-differences": 1_500}


def test_return_is_named_by_a_person() -> None:
    payout = make_payout()
    send_wires()
    import_lines(make_line("B-0", -12_000, end_to_end_id=payout.uid.hex), name="0")
    line = import_lines(make_line("B-1", 11_500), opening_minor=-12_000).matches[0].line

    explain(line, "return", payout_uid=payout.uid)

    payout.refresh_from_db()
    assert payout.state == "returned"
    assert look()[:5] == (-500, 0, 0, 100_000, 0)


@pytest.mark.parametrize(
    ("amount", "kind", "facts", "counter", "balance"),
    [
        (-700, "fee", {}, "fees", 700),
        (700, "own", {}, "general", -99_300),
        (-700, "own", {}, "general", -100_700),
        (700, "transit", {"reference": "po_9"}, "clearing:transit", -700),
    ],
)
def test_person_says_what_the_line_is(
    amount: int, kind: str, facts: dict[str, str], counter: str, balance: int
) -> None:
    explain(bring(amount), kind, **facts)

    assert get_balances(codes=["bank", "suspense", counter]) == {
        "bank": amount,
        "suspense": 0,
        counter: balance,
    }


def test_line_is_explained_once() -> None:
    line = bring(-700)
    explain(line, "fee")
    before = look()

    with pytest.raises(AlreadyExplainedError):
        explain(line, "own")

    assert look() == before


REFUSED = {
    "payout of money that came in": (12_000, "payout", True),
    "return of money that left": (-12_000, "return", True),
    "more than double": (-24_001, "payout", True),
    "less than half": (-5_999, "payout", True),
    "no such payout": (-12_000, "payout", False),
    "stripe money that left": (-700, "transit", False),
    "stripe money without an id": (700, "transit", False),
    "a word nobody knows": (-700, "loan", False),
    "unmatched again": (-700, "unmatched", False),
}


@pytest.mark.parametrize(("amount", "kind", "is_known"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_and_changes_nothing(
    amount: int, kind: str, *, is_known: bool
) -> None:
    payout = make_payout()
    send_wires()
    line = bring(amount)
    before = look()

    with pytest.raises(WrongExplanationError):
        explain(line, kind, payout_uid=payout.uid if is_known else uuid.uuid4())

    assert look() == before


def test_return_of_a_payout_that_never_left_is_refused() -> None:
    payout = make_payout()
    send_wires()
    line = bring(12_000)
    before = look()

    with pytest.raises(PayoutRefusedError):
        explain(line, "return", payout_uid=payout.uid)

    assert look() == before


def test_payout_paid_by_another_line_is_refused() -> None:
    payout = make_payout()
    send_wires()
    import_lines(make_line("B-0", -12_000, end_to_end_id=payout.uid.hex), name="0")
    line = import_lines(make_line("B-1", -12_000), opening_minor=-12_000).matches[0].line
    before = look()

    with pytest.raises(WrongExplanationError, match="Another line"):
        explain(line, "payout", payout_uid=payout.uid)

    assert look() == before


def test_suggestions_are_payouts_on_their_way_nearest_first() -> None:
    provider = make_provider()
    near, exact, _far = (
        make_payout(provider, amount_minor=cents) for cents in (11_000, 12_000, 40_000)
    )
    send_wires()
    line = bring(-12_000)

    assert list_suggestions(line) == [exact, near]
    assert StatementLine.objects.filter(is_suggested()).count() == 1
