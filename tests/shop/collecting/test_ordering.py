"""A guest orders for an event: a name is enough, the event's place decides the tax."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.collecting.models import Pickup
from shop.collecting.queries import list_open_events
from shop.collecting.services import cancel_event
from shop.order.links import get_order_path
from shop.order.mails import render_paid
from tests.failure_cases.conftest import stripe
from tests.failure_cases.shoppers import ADDRESS, list_orders
from tests.shop.collecting.scenes import (
    NAMES,
    PAGE,
    WISH,
    buy,
    get_code,
    go_shopping,
    make_fair,
    make_maker,
    make_past_fair,
    order,
)
from tests.shop.shopping import count_everything

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_an_event_is_offered_for_nothing_beside_the_ways_of_the_country() -> None:
    event = make_fair()
    browser = go_shopping()

    page = browser.get(PAGE)

    offered = [(quote.rate.code, quote.shipping_minor) for quote in page.context["quotes"]]
    assert offered == [("us-standard", 595), ("us-express", 1895), (get_code(event), 0)]
    text = page.content.decode()
    assert "Collect at Winter fair, New York, 5 Dec 2099" in text
    assert "12 Market Street, 5 Dec 2099, 10:00 to 16:00" in text


def test_it_is_offered_until_its_last_moment_and_not_when_cancelled() -> None:
    event = make_fair()
    before = list_open_events(now=WISH.order_until - timedelta(seconds=1))
    at = list_open_events(now=WISH.order_until)
    cancel_event(event_id=event.pk, reason="Snow", by=make_maker(), now=timezone.now())

    assert (before, at, list_open_events(now=timezone.now())) == ([event], [], [])


def test_a_name_is_enough_and_the_place_of_the_event_is_taxed(stripe: Any, settings: Any) -> None:
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NY": 1_000, "CA": 500}
    event = make_fair()

    answer = order(go_shopping(), event, state="CA", country="US")

    placed = Pickup.objects.get().order
    address = placed.shipping_address
    assert answer.status_code == 303
    assert (str(placed.shipping_incl_tax), str(placed.total_incl_tax)) == ("0.00", "19.80")
    assert placed.shipping_method == "Collect at Winter fair, New York, 5 Dec 2099"
    assert (address.first_name, address.line2, address.state) == ("Ada", "12 Market Street", "NY")
    assert address.line1 == "Winter fair, 5 Dec 2099, 10:00 to 16:00"


def test_page_and_receipt_say_where_and_when(stripe: Any) -> None:
    placed = buy(stripe, make_fair())
    browser = go_shopping()
    path = get_order_path(order=placed)
    browser.post(path, {"email": placed.email})

    page, receipt = browser.get(path).content.decode(), render_paid(placed.number)

    assert "You collect it here" in page
    assert "Goes to" not in page
    for words in ("Winter fair, 5 Dec 2099, 10:00 to 16:00", "12 Market Street"):
        assert words in page
        assert words in receipt.text
        assert words in receipt.html
    assert "We bring it to the event below" in receipt.text
    assert "when it leaves" not in receipt.text


def test_without_a_name_nothing_is_ordered() -> None:
    event = make_fair()
    browser = go_shopping()
    before = count_everything()

    page = browser.post(PAGE, {"method": get_code(event), "pay": "yes"})

    assert page.status_code == 422
    assert set(page.context["sheet"].contact.errors) == {"email", "first_name", "last_name"}
    assert page.context["sheet"].chosen == get_code(event)
    assert count_everything() == before


@pytest.mark.parametrize("ending", ["over", "cancelled", "never was"])
def test_an_event_that_takes_no_orders_is_refused_beside_the_field(ending: str) -> None:
    event = make_past_fair() if ending == "over" else make_fair()
    if ending == "cancelled":
        cancel_event(event_id=event.pk, reason="Snow", by=make_maker(), now=timezone.now())
    code = get_code(event) if ending != "never was" else "collect-٣"
    browser = go_shopping()
    before = count_everything()

    page = browser.post(PAGE, {**ADDRESS, "method": code, "pay": "yes"})

    words = "This event takes no orders any more. Choose one of the ways below."
    assert page.status_code == 422
    assert page.context["sheet"].delivery.errors["method"] == [words]
    assert 'value="1 Test Street"' in page.content.decode()
    assert (count_everything(), Pickup.objects.count()) == (before, 0)


def test_who_goes_back_finds_her_name_and_never_the_address_of_the_event() -> None:
    event = make_fair()
    browser = go_shopping()
    browser.post(PAGE, {**NAMES, "method": get_code(event)})

    page, steps = browser.get(PAGE), browser.get("/checkout/").content.decode()

    assert page.context["sheet"].chosen == get_code(event)
    assert 'value="Byron"' in steps
    assert "12 Market Street" not in steps
    assert browser.get("/checkout/delivery/").headers["Location"] == PAGE


def test_an_event_cancelled_while_she_reviews_is_refused_and_nothing_is_sent_there() -> None:
    event = make_fair()
    browser = go_shopping()
    browser.post(PAGE, {**NAMES, "method": get_code(event)})
    expected = browser.look()
    cancel_event(event_id=event.pk, reason="Snow", by=make_maker(), now=timezone.now())

    answer = browser.pay(expected)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/checkout/delivery/")
    assert (list_orders(), Pickup.objects.count()) == ([], 0)


def test_the_three_pages_lead_to_the_events_while_there_are_some() -> None:
    browser = go_shopping()
    without = browser.get("/checkout/").content.decode()
    make_fair()

    assert "Or collect it at an event" not in without
    assert "Or collect it at an event" in browser.get("/checkout/").content.decode()
