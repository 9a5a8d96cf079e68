"""From a held payout to Stripe's own movement: once, whatever happens to the answer."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from stripe import StripeClient

from impact.books import chart
from impact.books.halts import OPEN_DIFFERENCE, find_halts, raise_halt
from impact.books.models import Line
from impact.books.queries import get_balance, get_balances
from impact.payouts.models import Payout
from impact.payouts.services import stripe_rail
from impact.payouts.services.stripe_rail import StripeTransfer
from impact.reconciliation.services.importing import import_stripe
from impact.reconciliation.services.runs import reconcile
from nomi.platform.stripe.gateway import RETRIES
from nomi.sandbox.server import Sandbox
from tests.impact.payouts.builders import CODE
from tests.impact.reconciliation.scenes import list_open, make_transfer_payout

pytestmark = pytest.mark.django_db
TRAINING, COMMITTED = f"{chart.TRAINING}{CODE}", f"{chart.COMMITTED}{CODE}"


@pytest.fixture
def payout(stripe: Sandbox, client_of_stripe: StripeClient) -> Payout:
    return make_transfer_payout(client_of_stripe, stripe)


def _submit(minutes: int = 0) -> int:
    return StripeTransfer().submit(now=timezone.now() + timedelta(minutes=minutes))


def _import() -> int:
    return import_stripe(now=timezone.now()).count


def _weigh() -> tuple[int, int, int]:
    codes = (TRAINING, COMMITTED, chart.PAYOUT_CLEARING)
    training, committed, clearing = get_balances(codes=codes).values()
    return training, committed, clearing


def _count_transfers(stripe: Sandbox) -> int:
    return len(stripe.list_all("transfer"))


def _lose_answers(stripe: Sandbox, path: str = "/v1/transfers", kind: str = "drop") -> None:
    stripe.faults.set(kind, path=path, times=RETRIES + 1, method="post")


def test_transfer_is_settled_by_its_movement_and_by_nothing_else(
    stripe: Sandbox, payout: Payout
) -> None:
    sent = _submit()
    payout.refresh_from_db()
    submitted, held = payout.state, _weigh()

    _import()

    payout.refresh_from_db()
    [transfer] = stripe.list_all("transfer")
    assert (sent, submitted, held) == (1, "submitted", (98_000, 2_000, 0))
    assert (payout.state, payout.external_reference) == ("settled", transfer["id"])
    assert transfer["metadata"] == {"payout": str(payout.uid)}
    assert _weigh() == (98_000, 0, 0)
    assert _submit(minutes=600) == 0
    assert _import() == 0
    assert _count_transfers(stripe) == 1


@pytest.mark.parametrize("days", [0, 2])
def test_timeout_that_did_happen_is_found_and_never_repeated(
    stripe: Sandbox, payout: Payout, days: int
) -> None:
    _lose_answers(stripe)
    first = _submit()
    payout.refresh_from_db()
    held = (payout.state, payout.error, _weigh())
    stripe.advance_clock(days * 86_400)  # past a day Stripe has forgotten the key

    second = _submit(minutes=16)

    payout.refresh_from_db()
    assert (first, second) == (0, 1)
    assert held == ("held", stripe_rail.UNKNOWN, (98_000, 2_000, 0))
    assert (payout.state, _count_transfers(stripe)) == ("submitted", 1)
    _import()
    payout.refresh_from_db()
    assert (payout.state, _weigh()) == ("settled", (98_000, 0, 0))


def test_without_looking_a_forgotten_key_pays_twice(
    stripe: Sandbox, payout: Payout, monkeypatch: Any
) -> None:
    """Control: the guard of the test above is the look before a second try."""
    monkeypatch.setattr("impact.payouts.gateway.find_transfer", lambda **_any: None)
    _lose_answers(stripe)
    _submit()
    stripe.advance_clock(2 * 86_400)

    _submit(minutes=16)

    assert _count_transfers(stripe) == 2


def test_timeout_is_healed_by_the_import_alone(stripe: Sandbox, payout: Payout) -> None:
    _lose_answers(stripe)
    _submit()

    _import()

    payout.refresh_from_db()
    assert (payout.state, _weigh(), _count_transfers(stripe)) == ("settled", (98_000, 0, 0), 1)


@pytest.mark.parametrize("kind", ["500", "429"])
def test_stripe_down_keeps_the_payout_for_the_next_try(
    stripe: Sandbox, payout: Payout, kind: str
) -> None:
    _lose_answers(stripe, kind=kind)

    first = _submit()
    stripe.faults.clear()
    second = _submit(minutes=16)

    payout.refresh_from_db()
    assert (first, second) == (0, 1)
    assert (payout.state, payout.tries, _count_transfers(stripe)) == ("submitted", 2, 1)


def test_refusal_voids_and_gives_the_money_back(stripe: Sandbox, payout: Payout) -> None:
    account = stripe.list_all("account")[0]["id"]
    stripe.switches.answer("POST", f"/_sandbox/account/{account}", {"closed": True})

    sent = _submit()

    payout.refresh_from_db()
    assert (sent, payout.state, _weigh()) == (0, "voided", (100_000, 0, 0))
    assert payout.error.startswith("Stripe refused: ")
    assert _count_transfers(stripe) == 0


def test_too_little_at_stripe_waits_and_voids_nothing(
    stripe: Sandbox, client_of_stripe: StripeClient
) -> None:
    payout = make_transfer_payout(client_of_stripe, stripe, cents=9_000)

    sent = _submit()

    payout.refresh_from_db()
    assert (sent, payout.state, payout.error) == (0, "held", stripe_rail.TOO_LITTLE)
    assert (_weigh(), _count_transfers(stripe)) == ((91_000, 9_000, 0), 0)


def test_transfer_sent_back_a_day_later_returns_to_her_account(
    stripe: Sandbox, payout: Payout
) -> None:
    _submit()
    _import()
    transfer = stripe.list_all("transfer")[0]["id"]
    stripe.advance_clock(86_400)
    stripe.switches.answer("POST", f"/_sandbox/transfer/{transfer}", {})

    _import()
    _import()

    payout.refresh_from_db()
    assert (payout.state, _weigh()) == ("returned", (100_000, 0, 0))
    lines = Line.objects.filter(entry__reference=payout.reference)
    assert sum(lines.values_list("amount_minor", flat=True)) == 0


def test_part_sent_back_waits_for_a_person(stripe: Sandbox, payout: Payout) -> None:
    _submit()
    _import()
    transfer = stripe.list_all("transfer")[0]["id"]
    stripe.switches.answer("POST", f"/_sandbox/transfer/{transfer}", {"amount": 500})

    run = reconcile(actor="system", now=timezone.now() + timedelta(days=10))

    payout.refresh_from_db()
    assert (payout.state, _weigh()) == ("settled", (98_000, 0, -500))
    assert run.found_count >= 1
    assert ("payout not seen leaving", payout.reference, -500) in list_open()


def test_transfer_without_a_payout_stops_all_others_at_once(
    stripe: Sandbox, client_of_stripe: StripeClient, payout: Payout
) -> None:
    account = stripe.list_all("account")[0]["id"]
    stranger = "00000000-0000-4000-8000-000000000000"
    client_of_stripe.v1.transfers.create(
        {
            "amount": 300,
            "currency": "usd",
            "destination": account,
            "metadata": {"payout": stranger},
        }
    )

    reconcile(actor="system", now=timezone.now())

    assert ("money left without payout", f"payout:{stranger}", 300) in list_open()
    assert [halt.cause for halt in find_halts()] == [OPEN_DIFFERENCE]
    assert (_submit(), _count_transfers(stripe)) == (0, 1)
    payout.refresh_from_db()
    assert (payout.state, payout.tries) == ("held", 0)


def test_halt_between_call_and_note_keeps_it_held_until_the_movement(
    stripe: Sandbox, payout: Payout, monkeypatch: Any
) -> None:
    original = stripe_rail.gateway.create_transfer

    def create_and_halt(**words: Any) -> Any:
        made = original(**words)
        raise_halt(cause=OPEN_DIFFERENCE, words=["Something differs."], now=timezone.now())
        return made

    monkeypatch.setattr(stripe_rail.gateway, "create_transfer", create_and_halt)

    sent = _submit()

    payout.refresh_from_db()
    assert (sent, payout.state) == (0, "held")
    _import()
    payout.refresh_from_db()
    assert (payout.state, get_balance(chart.PAYOUT_CLEARING)) == ("settled", 0)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_make_one_transfer(stripe: Sandbox, payout: Payout) -> None:
    barrier, counts = Barrier(8), []

    def work() -> None:
        try:
            barrier.wait(timeout=60)
            counts.append(_submit())
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert (sum(counts), len(counts), _count_transfers(stripe)) == (1, 8, 1)
