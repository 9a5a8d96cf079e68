"""Books, Stripe and cards agree: nothing differs whatever cards did."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.books.queries import get_balance, list_faults
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.runs import reconcile
from impact.shares.models import Sale
from nomi.desk.today.sales import get_sales
from shop.fulfilment.papers.payment import describe_payment
from shop.giftcards.models import GiftCard
from shop.giftcards.services.caring import void_card
from shop.order.mails import render_paid
from shop.stripe_checkout import services as payments
from tests.shop.giftcards.acts import (
    buy_card,
    make_shopper,
    pay,
    place,
    read_debt,
)

pytestmark = pytest.mark.django_db


def _spend(stripe: Any, card: GiftCard) -> Any:
    placed = place(make_shopper(), card)
    if placed.attempt_id:
        pay(stripe, placed.attempt_id)
    return placed.order


def _refund(order: Any) -> None:
    payments.request_refund(order_number=order.number, reason="Back", now=timezone.now())
    payments.submit_due_refunds(now=timezone.now())


def test_nothing_differs_after_cards_were_sold_spent_refunded_and_ended(stripe: Any) -> None:
    boss = get_user_model().objects.create_user("boss", "boss@nomi.example", "x-long-enough-1")
    part, whole, unused, stolen = (
        buy_card(stripe, amount_minor=amount) for amount in (1_500, 5_000, 2_500, 3_000)
    )
    _refund(_spend(stripe, part))
    _spend(stripe, whole)
    _refund(unused.order)
    void_card(card_id=stolen.pk, reason="Stolen mailbox", by=boss, now=timezone.now())

    reconcile(actor="test", now=timezone.now() + timedelta(days=3))

    assert list(Discrepancy.objects.open().values_list("kind", "reference")) == []
    assert (list_faults(), get_balance("clearing:orders")) == ([], 0)
    left = sum(GiftCard.objects.values_list("balance_minor", flat=True))
    assert read_debt() == left == 1_500 + 5_000 - 2_395


def test_a_card_counts_as_sold_when_goods_are_and_not_before(stripe: Any) -> None:
    card = buy_card(stripe)
    _spend(stripe, card)

    sales = get_sales(now=timezone.now())

    assert sales.gross_minor == 2_395
    assert sorted(Sale.objects.values_list("gross_minor", flat=True)) == [0, 2_395]


def test_receipt_and_papers_say_what_a_card_paid(stripe: Any) -> None:
    in_part = _spend(stripe, buy_card(stripe, amount_minor=1_500))
    whole = _spend(stripe, buy_card(stripe))

    mail = render_paid(in_part.number).text

    assert ("−$15.00" in mail, "$8.95" in mail) == (True, True)
    assert "$15.00 of it was paid by gift card." in describe_payment(in_part)
    assert describe_payment(whole).startswith("Paid by gift card on")


def test_the_receipt_of_a_card_speaks_of_no_share_and_no_delivery(stripe: Any) -> None:
    card = buy_card(stripe)

    mail = render_paid(card.order.number).text

    assert "friend@example.org" in mail
    mail = mail.replace(card.order.number, "")  # four signs of it may be the card's, by chance
    assert ("Sales tax" in mail, "We pack" in mail, card.last_four in mail) == (False,) * 3


def test_staff_read_on_the_orders_page_what_moved_on_the_card(
    stripe: Any, staff_client: Client
) -> None:
    order = _spend(stripe, buy_card(stripe, amount_minor=1_500))

    page = staff_client.get(reverse("admin:order_order_change", args=(order.pk,)))

    assert "set aside for an order: −$15.00" in page.content.decode()
