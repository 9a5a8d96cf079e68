"""A code from the basket page to Stripe, to the books, and back by a refund of one line."""

from typing import Any

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from impact.books import queries as books
from nomi.platform.amounts import format_minor
from shop.order.links import get_order_path
from shop.order.services import build_paid_event
from shop.stripe_checkout import services as payments
from tests.failure_cases.shoppers import Browser
from tests.shop.shopping import make_product
from tests.shop.vouchers.acts import make

pytestmark = pytest.mark.django_db(transaction=True)
SHARES = ["fund:training:pending", "reserve", "share"]


def test_a_code_lowers_what_stripe_takes_and_comes_back_by_line(stripe: Any) -> None:
    voucher = make(code="TENTH", most_uses=5)
    tote, card = make_product(), make_product(price="32.00", landed_minor=2450)
    browser = Browser()
    browser.add(tote, 2)
    browser.add(card)
    browser.post("/basket/vouchers/", {"code": "tenth"})
    browser.pay(browser.go_to_review())

    order = get_model("order", "Order").objects.get()
    attempt = order.payment_attempts.get()
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    voucher.refresh_from_db()
    event = build_paid_event(order=order, paid_at=timezone.now())
    # 10 % off two totes and a card holder: $36.00 → $32.40, $32.00 → $28.80
    assert [line.net_minor for line in event.lines] == [3240, 2880]
    assert attempt.amount_minor == event.gross_minor == 6120 + event.shipping_minor
    assert (voucher.num_orders, voucher.total_discount) == (1, order.discounts.get().amount)
    # 40 % of ($32.40 - 2 × $13.20) and of ($28.80 - $24.50): $2.40 and $1.72
    assert books.get_balances(codes=SHARES)["share"] == 412

    line = order.lines.order_by("pk").first()
    refund = payments.request_refund(
        order_number=order.number, reason="One came back", now=timezone.now(), lines={line.pk: 1}
    )
    payments.submit_refund(refund_id=refund.pk, now=timezone.now())

    assert refund.gross_minor == 1620
    assert books.get_balances(codes=SHARES)["share"] == 412 - 120


def test_her_page_names_the_discount_as_the_basket_did_and_says_what_came_back(stripe: Any) -> None:
    make(code="TENTH", name="Autumn")
    browser = Browser()
    browser.add(make_product())
    browser.post("/basket/vouchers/", {"code": "tenth"})
    browser.pay(browser.go_to_review())
    order = get_model("order", "Order").objects.get()
    attempt = order.payment_attempts.get()
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    pages = [browser.get(get_order_path(order=order)).content.decode()]
    refund = payments.request_refund(order_number=order.number, reason="She", now=timezone.now())
    pages.append(browser.get(get_order_path(order=order)).content.decode())

    # $18.00 less 10 %: 40 % of $16.20 - $13.20 is the share
    assert ["<dt>Autumn</dt>" in page for page in pages] == [True, True]
    assert ["$1.20 of this order" in page for page in pages] == [True, False]
    assert ["<dt>Given back</dt>" in page for page in pages] == [False, True]
    given_back = pages[1].partition("<dt>Given back</dt>")[2].partition("</dd>")[0]
    assert (refund.gross_minor, given_back.strip()) == (
        attempt.amount_minor,
        f"<dd>−{format_minor(attempt.amount_minor, 'USD')}",
    )


def test_a_code_comes_off_again_and_costs_nothing(stripe: Any) -> None:
    voucher = make(code="TENTH", most_uses=1)
    browser = Browser()
    browser.add(make_product())
    browser.post("/basket/vouchers/", {"code": "TENTH"})

    browser.post("/basket/vouchers/remove/", {"code": "TENTH"})
    browser.pay(browser.go_to_review())

    order = get_model("order", "Order").objects.get()
    assert order.lines.get().line_price_excl_tax == 18
    assert voucher.applications.count() == 0
