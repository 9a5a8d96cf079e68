"""Gift wrap: an amount of its own before paying, and a part of delivery in all that follows."""

import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from impact.books import chart
from impact.books.models import Line
from shop.fulfilment.papers import get_kind, write_papers
from shop.order.links import get_order_path
from shop.order.mails import render_paid
from shop.presents.models import Present
from shop.privacy.services import erase_shopper
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Refund
from shop.stripe_checkout.queries import get_shipping_left
from shop.stripe_checkout.request import build_session_params
from tests.failure_cases.conftest import stripe
from tests.failure_cases.shoppers import ADDRESS, Browser
from tests.shop.fulfilment.orders import cancel, make_paid_order
from tests.shop.shopping import count_everything, make_country, make_product, make_user

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db(transaction=True)
WAY = {"method": "us-standard"}


@pytest.fixture(autouse=True)
def price(settings: Any) -> None:
    """Offer gift wrap for $3.50."""
    settings.SHOP_GIFT_WRAP_MINOR = 350


def go_to_review(**ticks: str) -> Browser:
    make_country("US")
    browser = Browser()
    browser.add(make_product())
    browser.post("/checkout/", ADDRESS)
    browser.post("/checkout/delivery/", {**WAY, **ticks})
    return browser


def buy_wrapped(stripe: Any, **ticks: str) -> Any:
    """Pay for one tote, $18.00, delivery, $5.95, and its wrap, $3.50."""
    browser = go_to_review(wraps="on", **ticks)
    browser.pay(browser.look())
    order = Present.objects.get().order
    attempt = order.payment_attempts.get()
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    order.refresh_from_db()
    return order


def test_its_price_is_shown_before_paying_and_asked_for_apart(stripe: Any) -> None:
    browser = go_to_review(wraps="on")

    review = browser.get("/checkout/review/")
    browser.pay(review.context["quote"].fingerprint)

    text = " ".join(review.content.decode().split())
    assert "<dt>Gift wrap</dt> <dd>$3.50</dd>" in text
    assert "Pay $27.45" in text
    present = Present.objects.get()
    assert (present.wrap_minor, str(present.order.shipping_excl_tax)) == (350, "9.45")
    assert str(present.order.total_incl_tax) == "27.45"
    attempt = present.order.payment_attempts.get()
    asked = build_session_params(attempt=attempt, order=present.order, email="", token="t")
    items = [item["price_data"] for item in asked["line_items"]]
    assert [(item["product_data"]["name"], item["unit_amount"]) for item in items] == [
        ("1 × Tote", 1800),
        ("Shipping", 595),
        ("Gift wrap", 350),
    ]


def test_page_mail_and_slip_name_it(stripe: Any) -> None:
    order = buy_wrapped(stripe, hides_prices="on")
    browser = Browser()
    path = get_order_path(order=order)
    browser.post(path, {"email": order.email})

    page = " ".join(browser.get(path).content.decode().split())
    receipt = render_paid(order.number).text
    content = write_papers(kind=get_kind("packing-slips"), orders=[order])
    slip = PdfReader(io.BytesIO(content)).pages[0].extract_text()

    assert "<dt>Standard delivery</dt> <dd> $5.95 </dd>" in page
    assert "<dt>Gift wrap</dt> <dd>$3.50</dd>" in page
    assert "Gift wrap" in receipt
    assert "$3.50" in receipt
    assert "Gift wrap" in slip
    assert "$" not in slip


def test_the_books_have_it_as_delivery_without_a_share_and_back_with_it(stripe: Any) -> None:
    order = buy_wrapped(stripe)
    booked = Line.objects.filter(account__code=chart.SHIPPING)
    income = sum(booked.values_list("amount_minor", flat=True))
    left = get_shipping_left(order=order)

    cancel(order)
    payments.submit_refund(refund_id=Refund.objects.get().pk, now=timezone.now())

    refund = Refund.objects.get()
    assert (income, left) == (-945, (945, 0))
    assert (refund.gross_minor, refund.shipping_minor) == (2745, 945)
    assert get_shipping_left(order=order) == (0, 0)


def test_it_is_taxed_where_delivery_is(stripe: Any, settings: Any) -> None:
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NY": 1_000}
    settings.SHOP_STATES_TAXING_DELIVERY = frozenset({"NY"})
    browser = go_to_review(wraps="on")

    quote = browser.get("/checkout/review/").context["quote"]
    browser.pay(quote.fingerprint)

    order = Present.objects.get().order
    assert (quote.shipping_tax_minor, quote.tax_minor, quote.total_minor) == (94, 274, 3019)
    assert (str(order.shipping_incl_tax), str(order.total_incl_tax)) == ("10.39", "30.19")


@pytest.mark.parametrize(("now_minor", "total"), [(0, "$23.95"), (500, "$28.95")])
def test_another_price_meanwhile_is_asked_again(settings: Any, now_minor: int, total: str) -> None:
    browser = go_to_review(wraps="on")
    expected = browser.look()
    before = count_everything()
    settings.SHOP_GIFT_WRAP_MINOR = now_minor

    refused = browser.pay(expected)

    assert refused.status_code == 409
    assert f"The total changed to {total} since you looked." in refused.content.decode()
    assert (count_everything(), Present.objects.count()) == (before, 0)


def test_nobody_is_offered_it_without_a_price(stripe: Any, settings: Any) -> None:
    settings.SHOP_GIFT_WRAP_MINOR = 0
    browser = go_to_review(wraps="on")

    form = browser.get("/checkout/delivery/").content.decode()
    browser.pay(browser.look())

    assert 'name="wraps"' not in form
    assert Present.objects.count() == 0


def test_the_one_page_counts_it_as_soon_as_it_is_ticked() -> None:
    make_country("US")
    browser = Browser()
    browser.add(make_product())
    url = "/checkout/express/"

    plain = browser.post(url, {**ADDRESS, **WAY}).context["quote"]
    wrapped = browser.post(url, {**ADDRESS, **WAY, "wraps": "on"})
    again = browser.get(url).context["quote"]

    assert (plain.total_minor, wrapped.context["quote"].total_minor) == (2395, 2745)
    assert again == wrapped.context["quote"]
    assert "Wrap it as a gift, for $3.50" in wrapped.content.decode()


def test_erasing_the_giver_leaves_what_it_cost(stripe: Any) -> None:
    order = buy_wrapped(stripe, note="Happy birthday")
    user = make_user()
    type(order).objects.filter(pk=order.pk).update(user=user, guest_email="", status="Delivered")

    erase_shopper(user_id=user.pk, now=order.date_placed)

    assert Present.objects.values_list("note", "wrap_minor").get() == ("", 350)


def test_the_database_refuses_a_wrap_that_takes_money_off(stripe: Any) -> None:
    order = make_paid_order(stripe)

    with pytest.raises(IntegrityError, match="gift_wrap_costs_nothing"), transaction.atomic():
        Present.objects.create(order=order, note="Hello", hides_prices=False, wrap_minor=-1)

    assert Present.objects.count() == 0
