"""Twenty at once: one payout. The control twin has its guards off and pays more than once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from impact.books import queries as books
from impact.books.models import Entry
from impact.payouts.models import DrawApproval, DrawRequest, Payout
from impact.payouts.refusals import PayoutRefusedError
from impact.payouts.services import claiming, draws, progress
from tests.impact.payouts import builders
from tests.meeting import meet_after

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 20
HERS, ASIDE = f"training:{builders.CODE}", f"committed:{builders.CODE}"


def run_at_once(act: Callable[[int], object]) -> list[object]:
    """Call with 0 … 19 in threads that start together; return each answer or refusal."""
    barrier, answers = Barrier(AT_ONCE), [None] * AT_ONCE

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            answers[place] = act(place)
        except PayoutRefusedError as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def release(draw: DrawRequest, place: int) -> Payout:
    return builders.release_draw(draw, f"staff:{100 + place}")


@contextmanager
def without_guards() -> Iterator[None]:
    """Take off what keeps a draw to one payout: the rule and the unique key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'payouts_payout'::regclass"
            " AND tgname LIKE 'pgtrigger_payout_is_released_by_the_rules%'"
        )
        (trigger,) = cursor.fetchone()
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'payouts_payout'::regclass"
            " AND contype = 'u' AND conname LIKE 'payouts_payout_draw_id%'"
        )
        (key,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE payouts_payout DISABLE TRIGGER {trigger}")
        cursor.execute(f"ALTER TABLE payouts_payout DROP CONSTRAINT {key}")
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('nomi.flush_tests', 'on', false)")
            cursor.execute("TRUNCATE payouts_payout CASCADE")
            cursor.execute("SELECT set_config('nomi.flush_tests', '', false)")
            cursor.execute(f"ALTER TABLE payouts_payout ADD CONSTRAINT {key} UNIQUE (draw_id)")
            cursor.execute(f"ALTER TABLE payouts_payout ENABLE TRIGGER {trigger}")


def test_twenty_approvals_at_once_are_one_step() -> None:
    builders.fill_account()
    draw = builders.request_draw()

    answers = run_at_once(lambda place: builders.approve_draw(draw, f"staff:{100 + place}"))

    assert sum(isinstance(answer, DrawRequest) for answer in answers) == 1
    assert DrawApproval.objects.count() == 1
    draw.refresh_from_db()
    assert draw.state == "approved"


def test_twenty_releases_at_once_are_one_payout() -> None:
    builders.fill_account()
    draw = builders.request_draw()
    builders.approve_draw(draw)
    builders.confirm_draw(draw)

    answers = run_at_once(lambda place: release(draw, place))

    assert sum(isinstance(answer, Payout) for answer in answers) == 1
    assert sum(isinstance(answer, PayoutRefusedError) for answer in answers) == AT_ONCE - 1
    assert (Payout.objects.count(), Entry.objects.filter(kind="payout-hold").count()) == (1, 1)
    assert books.get_balances(codes=[HERS, ASIDE]) == {HERS: 88_000, ASIDE: 12_000}
    assert books.list_faults() == []


def test_control_releases_without_the_guards_pay_more_than_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    builders.fill_account()
    draw = builders.request_draw()
    builders.approve_draw(draw)
    builders.confirm_draw(draw)
    rows = DrawRequest.objects.select_related("provider")
    monkeypatch.setattr(draws, "lock_draw", meet_after(lambda key: rows.all().get(pk=key), AT_ONCE))

    with without_guards():
        run_at_once(lambda place: release(draw, place))
        paid = Payout.objects.count()

    assert paid > 1
    assert books.get_balance(HERS) == 100_000 - paid * 12_000


def test_twenty_settlements_at_once_settle_once() -> None:
    builders.fill_account()
    payout = builders.make_payout()

    def settle(_place: int) -> bool:
        return progress.settle_payout(
            payout_uid=payout.uid,
            paid_minor=12_000,
            reference="LINE-1",
            settled_on=timezone.now().date(),
            actor="system",
            now=timezone.now(),
        )

    answers = run_at_once(settle)

    assert sorted(answers) == [False] * (AT_ONCE - 1) + [True]
    assert books.get_balances(codes=[ASIDE, "clearing:payouts"]) == {
        ASIDE: 0,
        "clearing:payouts": -12_000,
    }


def test_twenty_claims_at_once_take_each_payout_once(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.fill_account()
    first = builders.make_payout(amount_minor=5_000)
    for _number in range(4):
        builders.make_payout(first.draw.provider, amount_minor=5_000)
    look = claiming.find_obstacle

    def look_slowly(payout: Payout) -> str:
        time.sleep(0.05)
        return look(payout)

    monkeypatch.setattr(claiming, "find_obstacle", look_slowly)
    now = timezone.now()

    answers = run_at_once(
        lambda _place: claiming.claim_payouts(rail="bank_wire", limit=10, now=now)
    )

    taken = [payout.pk for answer in answers for payout in answer]
    assert (len(taken), len(set(taken))) == (5, 5)
    assert set(Payout.objects.values_list("tries", flat=True)) == {1}
