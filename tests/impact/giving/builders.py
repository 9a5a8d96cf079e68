"""Gifts made through the services, valid by default: $50.00 from Ada Byron."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from impact.books import chart
from impact.books.models import Line
from impact.books.queries import get_balance
from impact.giving.models import Gift, GiftReceipt
from impact.giving.services.placing import Donor, Wish, place_gift, start_gift
from impact.giving.services.settling import receive, settle_gift
from nomi.platform.outbox.models import OutboxMessage
from nomi.sandbox.payments import GOOD, pay
from nomi.sandbox.server import Sandbox

ADA = Donor(name="Ada Byron", email="ada@donor.example", address="1 Test Street\nNew York")


def place(*, donor: Donor = ADA, now: datetime | None = None, **wish: Any) -> Gift:
    """Write down a gift of $50.00."""
    return place_gift(
        donor=donor,
        wish=Wish(**{"amount_minor": 5_000, **wish}),
        form_key=uuid4(),
        now=now or timezone.now(),
    )


def begin(**wish: Any) -> Gift:
    """Place a gift and open its page at Stripe."""
    gift = place(**wish)
    start_gift(gift_id=gift.pk, now=timezone.now())
    gift.refresh_from_db()
    return gift


def pay_for(stripe: Sandbox, gift: Gift, *, card: str = GOOD) -> None:
    """Pay on the gift's page; nobody is told."""
    pay(stripe.state, gift.session_id or "", card=card, email=gift.donor_email)


def give(stripe: Sandbox, **wish: Any) -> Gift:
    """Return a gift that was paid and settled."""
    gift = begin(**wish)
    pay_for(stripe, gift)
    return settle_gift(gift_id=gift.pk, now=timezone.now())


def receive_here(*, now: datetime | None = None, **wish: Any) -> Gift:
    """Return a gift that was received, without Stripe."""
    moment = now or timezone.now()
    gift = place(now=moment, **wish)
    gift.payment_intent_id = f"pi_{gift.number}"
    return receive(gift, paid_at=moment, now=moment)


def read_facts(gift: Gift) -> dict[str, Any]:
    """Return everything that must happen once, or not at all."""
    gift.refresh_from_db()
    lines = Line.objects.filter(entry__reference=gift.reference or gift.number)
    return {
        "state": gift.state,
        "entries": sorted({line.entry.kind for line in lines.select_related("entry")}),
        "clearing": sum(
            lines.filter(account__code=chart.GIFT_CLEARING).values_list("amount_minor", flat=True)
        ),
        "fund": get_balance(chart.FUND_AVAILABLE),
        "receipts": list(GiftReceipt.objects.order_by("serial").values_list("serial", "kind")),
        "mails": sorted(OutboxMessage.objects.values_list("kind", flat=True)),
    }


PAID = {
    "state": "paid",
    "entries": ["gift"],
    "clearing": 5_000,
    "fund": 5_000,
    "receipts": [(1, "receipt")],
    "mails": ["gift_receipt"],
}
PLACED = {
    "state": "placed",
    "entries": [],
    "clearing": 0,
    "fund": 0,
    "receipts": [],
    "mails": [],
}


def race(act: Callable[[], object], *, times: int) -> list[object]:
    """Do the same thing at once on so many connections; return results and errors."""
    barrier, results = threading.Barrier(times), []

    def run() -> None:
        try:
            barrier.wait(timeout=60)
            results.append(act())
        except Exception as error:  # noqa: BLE001 - the test looks at what went wrong
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results
