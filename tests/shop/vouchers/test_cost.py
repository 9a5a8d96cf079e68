"""A discount eats markup only: it stops at the landed cost, and the books come out even."""

import random
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from oscar.core.loading import get_model

from impact.books import queries as books
from shop.basket.pricing import take_off
from shop.checkout.services import Placed
from shop.events import OrderRefunded, RefundedLine, order_paid, order_refunded
from shop.money import to_minor
from shop.order.services import build_paid_event
from shop.stripe_checkout.parts import LineMoney, take_pieces
from tests.shop.shopping import (
    Shopper,
    make_basket,
    make_country,
    make_offer,
    make_product,
    make_voucher,
)
from tests.shop.vouchers.acts import make

CENTS = st.integers(0, 10**9)
SHARES = ("fund:training:pending", "reserve", "share")


@given(full=CENTS, discount=CENTS, floor=CENTS)
def test_take_off_stops_at_the_floor_and_never_raises_a_price(
    full: int, discount: int, floor: int
) -> None:
    left = take_off(full_minor=full, discount_minor=discount, floor_minor=floor)

    assert 0 <= left <= full
    assert left >= min(full, floor)
    assert left == full - discount or left == min(full, floor) or left == 0


def pay(basket: Any) -> Placed:
    make_country("US")
    return Shopper(basket=basket).pay()


@pytest.mark.django_db
@pytest.mark.parametrize(("below", "net"), [(False, 1320), (True, 900)])
def test_a_discount_stops_at_the_cost_unless_its_terms_say_otherwise(below: bool, net: int) -> None:  # noqa: FBT001 - a parameter
    basket = make_basket((make_product(), 1))
    basket.vouchers.add(make_voucher(percent="50", sells_below_cost=below))

    order = pay(basket).order

    discount = order.discounts.get()
    assert to_minor(order.lines.get().line_price_excl_tax) == net
    assert to_minor(discount.amount) == 1800 - net
    assert to_minor(order.voucherapplication_set.get().voucher.total_discount) == 1800 - net


@pytest.mark.django_db
def test_a_price_that_is_below_its_cost_already_gets_no_discount_and_the_code_is_not_used() -> None:
    basket = make_basket((make_product(price="12.00"), 1))
    basket.vouchers.add(make_voucher(usage="Single use", sells_below_cost=False))

    order = pay(basket).order

    assert to_minor(order.lines.get().line_price_excl_tax) == 1200
    assert (order.discounts.count(), order.voucherapplication_set.count()) == (0, 0)


@pytest.mark.django_db
def test_goods_without_a_known_cost_have_no_floor() -> None:
    basket = make_basket((make_product(landed_minor=None), 1))
    basket.vouchers.add(make_voucher(percent="50", sells_below_cost=False))

    assert to_minor(pay(basket).order.lines.get().line_price_excl_tax) == 900


@pytest.mark.django_db
def test_offers_together_stop_at_the_cost_too_and_add_up() -> None:
    make_offer(name="Autumn", percent="20")
    basket = make_basket((make_product(), 2))
    basket.vouchers.add(make_voucher(percent="20", sells_below_cost=False))

    order = pay(basket).order

    net = to_minor(order.lines.get().line_price_excl_tax)
    assert net >= 2640
    assert sum(to_minor(one.amount) for one in order.discounts.all()) == 3600 - net


@pytest.mark.django_db
def test_the_basket_says_what_was_not_taken_off() -> None:
    client = Client()
    client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})
    make_voucher(code="HALF", percent="50", sells_below_cost=False)
    client.post("/basket/vouchers/", {"code": "HALF"})

    page = client.get("/basket/")

    words = " ".join(page.content.decode().split())
    assert page.context["page"].priced.net_minor == 1320
    assert "So it takes off $4.20 less here." in words


@pytest.mark.django_db
def test_an_amount_is_spread_and_stops_at_each_lines_cost() -> None:
    basket = make_basket((make_product(), 1), (make_product(price="32.00", landed_minor=2450), 1))
    basket.vouchers.add(make(kind="amount", value=Decimal(10)))

    order = pay(basket).order

    nets = [to_minor(line.line_price_excl_tax) for line in order.lines.order_by("pk")]
    # $10.00 by value: $3.60 and $6.40
    assert nets == [1440, 2560]


def draw_basket(dice: random.Random, number: int) -> Any:
    """Return a basket of one to three articles with a voucher of any kind."""
    lines = []
    for _ in range(dice.randint(1, 3)):
        price = dice.randint(1, 9_999)
        landed = dice.choice([None, dice.randint(1, 9_999), max(1, price * 2 // 3)])
        product = make_product(price=f"{price / 100:.2f}", stock=50, landed_minor=landed)
        lines.append((product, dice.randint(1, 5)))
    basket = make_basket(*lines)
    kind = dice.choice(["percent", "amount"])
    below = dice.random() < 0.3
    value = Decimal(dice.randint(1, 10_000 if kind == "percent" else 5_000)) / 100
    code = f"CODE-{number}"
    facts = {"kind": kind, "value": value, "code": code, "name": code, "number": number}
    if kind == "percent" and not below:
        basket.vouchers.add(make_voucher(code=code, percent=str(value), sells_below_cost=False))
    else:
        basket.vouchers.add(make(sells_below_cost=below, **facts))
    return basket, below


def give_back(event: Any, dice: random.Random) -> int:
    """Refund every piece, one after the other in any order; return the net cents."""
    left = {line.line_id: line for line in event.lines}
    gone: dict[int, tuple[int, int]] = dict.fromkeys(left, (0, 0))
    total = 0
    while left:
        line = dice.choice(list(left.values()))
        pieces, net = gone[line.line_id]
        money = LineMoney(
            pieces=line.quantity,
            net_minor=line.net_minor,
            tax_minor=0,
            gone_pieces=pieces,
            gone_net_minor=net,
            gone_tax_minor=0,
        )
        part, _tax = take_pieces(money, 1)
        gone[line.line_id] = (pieces + 1, net + part)
        total += part
        if pieces + 1 == line.quantity:
            del left[line.line_id]
        refunded = RefundedLine(line_id=line.line_id, quantity=1, net_minor=part)
        order_refunded.send(
            sender=None,
            event=OrderRefunded(
                order_number=event.order_number,
                refund_id=f"R-{event.order_number}-{line.line_id}-{pieces}",
                currency="USD",
                gross_minor=part,
                shipping_minor=0,
                tax_minor=0,
                lines=(refunded,),
                refunded_at=timezone.now(),
            ),
        )
    return total


def read_shares() -> dict[str, int]:
    return dict(books.get_balances(codes=list(SHARES)))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_any_voucher_leaves_cost_and_share_whole_and_refunds_end_at_nothing(seed: int) -> None:
    dice = random.Random(seed)
    before = read_shares()
    basket, below = draw_basket(dice, seed)

    order = pay(basket).order
    event = build_paid_event(order=order, paid_at=timezone.now())
    order_paid.send(sender=None, event=event)

    after = read_shares()
    taken = 0
    for row, line in zip(order.lines.order_by("pk"), event.lines, strict=True):
        full = to_minor(row.line_price_before_discounts_excl_tax)
        taken += full - line.net_minor
        assert 0 <= line.net_minor <= full
        if line.landed_unit_minor is not None and not below:
            assert line.net_minor >= min(full, line.landed_unit_minor * line.quantity)
    assert sum(to_minor(one.amount) for one in order.discounts.all()) == taken
    assert after["share"] >= before["share"]
    assert after[SHARES[0]] >= before[SHARES[0]]
    assert after["reserve"] >= before["reserve"]
    assert give_back(event, dice) == sum(line.net_minor for line in event.lines)
    assert read_shares() == before
    assert get_model("order", "Order").objects.count() == 1
