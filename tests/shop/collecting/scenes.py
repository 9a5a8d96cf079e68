"""Events, and a guest who wants to collect there."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from shop.collecting.models import Pickup, PickupEvent
from shop.collecting.services import EventWish, make_event
from shop.stripe_checkout import services as payments
from tests.failure_cases.shoppers import Browser
from tests.shop.shopping import make_country, make_product

PAGE = "/checkout/express/"
NAMES = {"email": "guest@example.org", "first_name": "Ada", "last_name": "Byron"}
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WISH = EventWish(
    name="Winter fair",
    line1="12 Market Street",
    city="New York",
    state="NY",
    postcode="10001",
    country_code="US",
    held_on=date(2099, 12, 5),
    opens_at=time(10),
    closes_at=time(16),
    order_until=datetime(2099, 12, 3, 12, tzinfo=UTC),
)


def make_maker() -> Any:
    maker, _made = get_user_model().objects.get_or_create(username="maker")
    return maker


def make_fair(**changes: Any) -> PickupEvent:
    """Return an event that takes orders for longer than this store will stand."""
    facts = {**vars(WISH), **changes}
    return make_event(wish=EventWish(**facts), by=make_maker(), now=NOW)


def keep_for_fair(placed: Any) -> Pickup:
    """Let an order that is there already be collected at such an event."""
    return Pickup.objects.create(order=placed, event=make_fair())


def make_past_fair() -> PickupEvent:
    """Return an event whose last moment to order has just passed."""
    return PickupEvent.objects.create(
        **vars(WISH) | {"order_until": timezone.now() - timedelta(minutes=1)},
        made_by=make_maker(),
        made_at=NOW,
    )


def get_code(event: PickupEvent) -> str:
    return f"collect-{event.pk}"


def go_shopping() -> Browser:
    make_country("US")
    browser = Browser()
    browser.add(make_product())
    return browser


def order(browser: Browser, event: PickupEvent, **more: str) -> Any:
    """Fill in a name and the event, look at the total, and press the button."""
    data = {**NAMES, "method": get_code(event), **more}
    seen = browser.post(PAGE, data).context["quote"]
    return browser.post(PAGE, {**data, "expected": seen.fingerprint, "pay": "yes"})


def buy(stripe: Any, event: PickupEvent) -> Any:
    """Return an order that is paid and waits to be collected."""
    order(go_shopping(), event)
    return pay(stripe, Pickup.objects.order_by("-pk")[0].order)


def pay(stripe: Any, placed: Any) -> Any:
    """Let the order's money arrive."""
    attempt = placed.payment_attempts.get()
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    placed.refresh_from_db()
    return placed
