"""Two at once: one effect. Each race has a twin with its guard off, which must go wrong."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from django.db import connection

from impact.books import queries as books
from impact.books.models import Entry
from impact.books.services import OverdrawnError
from impact.money import RefundBeyondLineError
from impact.participants.services import open_training_account
from impact.shares import queries
from impact.shares.models import AllocationRun, Sale, SaleLine, SaleRefund, ShareReversal
from impact.shares.services import allocation, refunds, sales
from impact.shares.services.maturity import mature_shares
from tests.impact.sales import NOON, give_back, sell
from tests.meeting import meet_after

pytestmark = pytest.mark.django_db(transaction=True)


def run_at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads that start together; return each answer or error."""
    barrier, answers = Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            answers[place] = call()
        except (RefundBeyondLineError, OverdrawnError) as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def linger(function: Callable[..., object]) -> Callable[..., object]:
    """Make a step slow, so that the other one surely comes in between."""

    def slow(*args: object, **kwargs: object) -> object:
        answer = function(*args, **kwargs)
        time.sleep(0.4)
        return answer

    return slow


@contextmanager
def without_constraint(table: str, name: str, columns: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('nomi.flush_tests', 'on', false)")
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute("SELECT set_config('nomi.flush_tests', '', false)")
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({columns})")


def test_sale_recorded_twice_at_once_is_recorded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sales, "_add_sale", linger(sales._add_sale))

    answers = run_at_once(sell, sell)

    assert sorted(answers) == [False, True]
    assert (Sale.objects.count(), SaleLine.objects.count(), Entry.objects.count()) == (1, 2, 1)
    assert books.get_balance("sales") == 6_800
    assert books.list_faults() == []


def test_control_sale_without_its_unique_number_is_recorded_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both_looked = Barrier(2)

    def look_first(
        *, order_number: str, digest: str, totals: tuple[object, ...], **_: object
    ) -> bool:
        if Sale.objects.filter(order_number=order_number).exists():
            return False
        both_looked.wait(timeout=60)
        names = ("currency", "gross_minor", "shipping_minor", "tax_minor", "paid_at")
        facts = dict(zip(names, totals, strict=True))
        Sale.objects.create(order_number=order_number, request_hash=digest, **facts)
        return True

    monkeypatch.setattr(sales, "_add_sale", look_first)
    monkeypatch.setattr(sales.books, "post", lambda posting: posting)

    with without_constraint("shares_sale", "order_is_sold_once", "order_number"):
        answers = run_at_once(sell, sell)
        recorded = Sale.objects.count()

    assert (answers, recorded) == ([True, True], 2)


def test_two_refunds_of_the_same_pieces_at_once_reverse_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sell()
    monkeypatch.setattr(refunds, "_reverse", linger(refunds._reverse))

    answers = run_at_once(lambda: give_back("R-1", pieces=2), lambda: give_back("R-2", pieces=2))

    assert sorted(type(answer) for answer in answers if answer is not True) == [
        RefundBeyondLineError
    ]
    assert (SaleRefund.objects.count(), ShareReversal.objects.count()) == (1, 1)
    assert books.get_balance("fund:training:pending") == 270


def test_control_refunds_without_the_lock_reverse_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    sell()
    monkeypatch.setattr(refunds, "_reverse", meet_after(refunds._reverse))
    monkeypatch.setattr(
        refunds,
        "_lock_lines",
        lambda sale, lines: {line.line_ref: line for line in queries.list_lines(sale.order_number)},
    )

    answers = run_at_once(lambda: give_back("R-1", pieces=2), lambda: give_back("R-2", pieces=2))

    assert answers == [True, True]
    assert books.get_balance("fund:training:pending") == 270 - 346


def test_two_allocations_at_once_credit_once(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.RETURN_WINDOW_DAYS = 0
    open_training_account(code="AAAAAAAA", pseudonym="Leaf", opened_on=NOON.date())
    sell()
    mature_shares(now=NOON)
    monkeypatch.setattr(allocation, "plan_allocation", linger(allocation.plan_allocation))

    answers = run_at_once(
        lambda: allocation.allocate_fund(now=NOON), lambda: allocation.allocate_fund(now=NOON)
    )

    assert answers.count(None) == 1
    assert AllocationRun.objects.get().total_minor == 616
    assert books.get_balance("training:AAAAAAAA") == 616


def test_control_allocations_without_the_lock_meet_the_floor_of_the_fund(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.RETURN_WINDOW_DAYS = 0
    open_training_account(code="AAAAAAAA", pseudonym="Leaf", opened_on=NOON.date())
    sell()
    mature_shares(now=NOON)
    monkeypatch.setattr(allocation, "plan_allocation", meet_after(allocation.plan_allocation))
    monkeypatch.setattr(allocation, "lock_fund", lambda: None)

    answers = run_at_once(
        lambda: allocation.allocate_fund(now=NOON), lambda: allocation.allocate_fund(now=NOON)
    )

    assert [type(answer) for answer in answers].count(OverdrawnError) == 1
    assert books.get_balance("training:AAAAAAAA") == 616


def test_refund_and_maturity_at_once_never_lose_a_cent(settings: object) -> None:
    settings.RETURN_WINDOW_DAYS = 0
    sell()

    run_at_once(lambda: give_back(pieces=2), lambda: mature_shares(now=NOON))
    mature_shares(now=NOON)

    codes = ["fund:training:pending", "fund:training:available", "reserve", "share"]
    pending, available, reserve, share = books.get_balances(codes=codes).values()
    assert (pending, available + reserve, share) == (0, 300, 300)
    assert available in {270, 616}
    assert books.list_faults() == []
