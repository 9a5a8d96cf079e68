"""One payment brings the order and its gift: both, to the cent, or neither."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from impact.books import chart
from impact.books.models import Line
from impact.books.queries import get_balance
from impact.giving.mails import render_receipt
from impact.giving.models import Gift, GiftReceipt
from impact.shares.models import Sale
from shop.checkout.refusals import GiftAlone
from shop.order.mails import render_paid
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.queries import PaymentState, get_money_left, get_payment_state
from shop.stripe_checkout.request import build_session_params
from tests.shop.addedgifts.acts import (
    GIFT,
    GOODS,
    PAID,
    PLACED,
    begin,
    get_gift,
    list_differences,
    look,
    make_shopper,
    pay,
    place,
)
from tests.shop.giftcards.acts import buy_card, read_balance, wish_for
from tests.shop.shopping import count_everything

pytestmark = pytest.mark.django_db


def test_the_gift_is_written_down_with_its_order_and_is_no_part_of_it(stripe: Any) -> None:
    placed = place(purpose="school")

    gift = get_gift(placed.order)
    assert look(placed.order) == PLACED
    assert (gift.amount_minor, gift.purpose, gift.donor_name) == (GIFT, "school", "Ada Byron")
    assert (gift.donor_email, gift.is_anonymous) == ("guest@example.org", True)
    assert placed.order.total_incl_tax * 100 == GOODS
    assert begin(placed).amount_minor == GOODS + GIFT


def test_gift_heard_of_late_counts_from_when_the_card_was_charged(stripe: Any) -> None:
    placed = place()
    attempt = begin(placed)
    stripe.pay(attempt.session_id)
    paid_before = timezone.now()

    payments.settle(attempt_id=attempt.pk, now=paid_before + timedelta(days=2))

    paid_at = get_gift(placed.order).paid_at
    assert paid_at is not None
    assert paid_at < paid_before


def test_stripe_is_shown_the_gift_as_an_item_of_its_own(stripe: Any) -> None:
    placed = place(purpose="school")

    params = build_session_params(
        attempt=begin(placed), order=placed.order, email="ada@example.org", token="t"
    )

    items = [item["price_data"] for item in params["line_items"]]
    assert [(item["product_data"]["name"], item["unit_amount"]) for item in items] == [
        ("1 × Tote", 1_800),
        ("Shipping", 595),
        ("Gift: Training Fund: School fees", GIFT),
    ]


def test_paid_it_is_received_acknowledged_and_in_the_fund(stripe: Any) -> None:
    order = pay(stripe, place())

    assert look(order) == PAID
    assert Sale.objects.get().gross_minor == GOODS
    assert get_payment_state(order=order) == PaymentState.PAID
    attempt = order.payment_attempts.get()
    assert get_money_left(attempt=attempt) == GOODS
    assert list_differences() == []


def test_a_purpose_is_kept_in_its_own_account(stripe: Any) -> None:
    pay(stripe, place(purpose="school"))

    assert get_balance("fund:training:for:school") == GIFT
    assert get_balance(chart.FUND_AVAILABLE) == 0


def test_the_share_and_the_tax_are_those_of_the_goods(stripe: Any) -> None:
    order = pay(stripe, place())

    pending = Line.objects.filter(
        account__code=chart.FUND_PENDING, entry__reference=order.number
    ).values_list("amount_minor", flat=True)
    assert sum(pending) == -173  # 36 % of a markup of $4.80
    assert get_balance(chart.SALES_TAX) == 0


def test_settled_again_nothing_is_written_twice(stripe: Any) -> None:
    order = pay(stripe, place())

    again = payments.settle(attempt_id=order.payment_attempts.get().pk, now=timezone.now())

    assert again.outcome == "already"
    assert look(order) == PAID


def test_the_receipt_of_the_order_names_the_gift_and_nothing_deductible(stripe: Any) -> None:
    order = pay(stripe, place())

    text = render_paid(order.number).text

    assert ("Gift: Training Fund" in text, "$25.00" in text, "$48.95" in text) == (True,) * 3
    assert "a receipt of its own" in text
    assert ("deduct" in text.lower(), "EIN" in text) == (False, False)


def test_the_gift_has_an_acknowledgment_of_its_own_with_every_element(stripe: Any) -> None:
    pay(stripe, place())

    receipt = GiftReceipt.objects.get()
    mail = render_receipt(str(receipt.pk))

    for words in ("R-000001", "Ada Byron", "Nomi Network", "00-0000000", "$25.00", "Training Fund"):
        assert words in mail.text
    assert "No goods or services were given in exchange for this gift." in mail.text
    assert "Tote" not in mail.text
    assert (mail.to, len(mail.enclosures)) == ("guest@example.org", 1)


def test_a_gift_card_pays_nothing_of_the_gift(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    shopper = make_shopper()

    placed = place(shopper, card=wish_for(card, total_minor=GOODS))

    attempt = begin(placed)
    assert attempt.amount_minor == GOODS - 1_500 + GIFT
    assert read_balance(card) == 0
    pay(stripe, placed)
    assert get_gift(placed.order).state == Gift.State.PAID
    assert list_differences() == []


def test_as_much_by_card_as_is_given_still_adds_up(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)

    placed = place(amount_minor=1_500, card=wish_for(card, total_minor=GOODS))

    assert begin(placed).amount_minor == GOODS
    pay(stripe, placed)
    assert list_differences() == []


def test_where_a_card_pays_the_whole_order_the_gift_is_refused_in_words(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=5_000)
    shopper = make_shopper()
    before = (count_everything(), read_balance(card))

    with pytest.raises(GiftAlone):
        place(shopper, card=wish_for(card, total_minor=GOODS))

    assert (count_everything(), read_balance(card)) == before
    assert Gift.objects.count() == 0


def test_a_failing_gift_leaves_the_order_unpaid_too(
    stripe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = place()
    attempt = begin(placed)
    stripe.pay(attempt.session_id)

    def fall(**_given: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("impact.api.receive_order_gift", fall)
        with pytest.raises(RuntimeError):
            payments.settle(attempt_id=attempt.pk, now=timezone.now())
    assert look(placed.order) == PLACED

    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    assert look(placed.order) == PAID
