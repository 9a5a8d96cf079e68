"""Cash is carried to the bank, and fetched from it: the bank's line says so."""

import pytest

from impact.api import record_cash
from impact.banking.models import LineMatch
from impact.banking.refusals import AlreadyExplainedError
from impact.banking.services.explaining import explain_line
from impact.books.models import Entry
from impact.books.queries import get_balances, list_faults
from tests.impact.banking.builders import CLERK, NOON, import_lines, make_line
from tests.impact.sales import sell

pytestmark = pytest.mark.django_db
CODES = ["cash", "bank", "suspense", "clearing:orders"]


def take(cents: int = 7_800, *, movement_id: str = "cash:N-1") -> bool:
    return record_cash(
        order_number="N-1",
        movement_id=movement_id,
        currency="USD",
        amount_minor=cents,
        moved_at=NOON,
    )


def look() -> tuple[int, ...]:
    return tuple(get_balances(codes=CODES).values())


def test_cash_clears_its_order_once() -> None:
    sell("N-1")

    assert (take(), take()) == (True, False)

    entry = Entry.objects.get(key="cash:N-1")
    assert (entry.kind, entry.reference) == ("cash", "N-1")
    assert look() == (7_800, 0, 0, 0)
    assert list_faults() == []


@pytest.mark.parametrize(("cents", "left"), [(7_000, 800), (-2_000, 9_800)])
def test_cash_that_moves_between_till_and_bank_is_explained(cents: int, left: int) -> None:
    sell("N-1")
    take()
    line = import_lines(make_line("B-1", cents)).matches[0].line

    match = explain_line(
        line_uid=line.uid, kind="cash", actor=CLERK, reason="The stall of Saturday.", now=NOON
    )

    assert (match.kind, match.entry.key) == ("cash", f"bank:{line.uid}:explain")
    assert look() == (left, cents, 0, 0)
    assert list_faults() == []


def test_a_line_explained_as_cash_stays_that() -> None:
    line = import_lines(make_line("B-1", 500)).matches[0].line
    facts = {"line_uid": line.uid, "actor": CLERK, "reason": "Stall.", "now": NOON}
    explain_line(kind="cash", **facts)
    before = (look(), LineMatch.objects.count(), Entry.objects.count())

    with pytest.raises(AlreadyExplainedError):
        explain_line(kind="own", **facts)

    assert (look(), LineMatch.objects.count(), Entry.objects.count()) == before
