"""The bank's side of a comparison."""

from datetime import timedelta

import pytest
from django.utils import timezone

from impact.books import chart
from impact.books.halts import OPEN_DIFFERENCE, find_halts
from impact.books.services import Posting, post
from impact.reconciliation.services.runs import reconcile
from nomi.sandbox.server import Sandbox
from tests.impact.banking.builders import DAY, import_lines, make_line, pay_line, send_wires
from tests.impact.payouts.builders import fill_account, make_payout
from tests.impact.reconciliation.scenes import list_open

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def compare() -> list[tuple[str, str, int]]:
    reconcile(actor="staff:1", now=timezone.now())
    return list_open()


def test_books_that_agree_with_the_statement_raise_nothing() -> None:
    import_lines(make_line(is_fee=True), opening_minor=90_000)

    assert compare() == []


def test_money_moved_past_the_bank_stops_payouts(stripe: Sandbox) -> None:
    import_lines(make_line(is_fee=True), opening_minor=90_000)
    post(
        Posting(
            kind="correction",
            key="theft",
            effective_on=DAY,
            lines=[(chart.BANK, 7), (chart.GENERAL, -7)],
        )
    )

    assert compare() == [("bank differs", "", 7)]
    assert [halt.cause for halt in find_halts()] == [OPEN_DIFFERENCE]


def test_missing_statement_is_named_until_it_comes() -> None:
    after = DAY + timedelta(days=2)
    import_lines(make_line(is_fee=True), opening_minor=90_000, name="1")
    import_lines(make_line("B-3", booked_on=after, is_fee=True), opening_minor=80_000, name="3")

    assert compare() == [("statement missing", "before 3", -5_000)]

    between = make_line("B-2", booked_on=DAY + timedelta(days=1), is_fee=True)
    import_lines(between, opening_minor=85_000, name="2")

    assert compare() == []


def test_unmatched_line_is_in_suspense_under_its_own_name() -> None:
    line = import_lines(make_line(), opening_minor=90_000).matches[0].line

    assert compare() == [("suspense", line.reference, 5_000)]


def test_wire_that_no_statement_shows_is_named_and_stops_nothing() -> None:
    fill_account()
    import_lines(make_line(is_fee=True), opening_minor=200_000, name="1")
    payout = make_payout()
    send_wires()
    in_time, late = (timezone.now() + timedelta(days=days) for days in (10, 11))

    reconcile(actor="staff:1", now=in_time - timedelta(minutes=1))
    before = list_open()
    reconcile(actor="staff:1", now=late)

    assert before == []
    assert list_open() == [("wire not seen leaving", payout.reference, -12_000)]
    assert find_halts() == []
    import_lines(pay_line(payout, "B-2"), opening_minor=195_000, name="2")
    reconcile(actor="staff:1", now=late)
    assert list_open() == []
