"""What people do with gift cards, valid as it comes."""

from collections import Counter
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from impact.books.models import Entry
from impact.books.queries import get_balance
from shop.checkout import services as checkout
from shop.giftcards.codes import open_code
from shop.giftcards.models import CardPayment, GiftCard
from shop.giftcards.queries import measure_part
from shop.giftcards.services.selling import CardOrder, Ordered, order_card
from shop.giftcards.wish import CardWish
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import PaymentAttempt
from tests.shop.shopping import Shopper, make_basket, make_country, make_product


def order(*, amount_minor: int = 5_000, email: str = "friend@example.org") -> Ordered:
    wish = CardOrder(
        key=uuid4(),
        amount_minor=amount_minor,
        buyer_email="buyer@example.org",
        recipient_email=email,
        sender_name="Ada",
        message="For you",
    )
    return order_card(wish=wish, user=AnonymousUser(), now=timezone.now())


def pay(stripe: Any, attempt_id: int) -> payments.Settlement:
    """Pay on Stripe's page and settle."""
    now = timezone.now()
    payments.start_payment(attempt_id=attempt_id, now=now)
    stripe.pay(PaymentAttempt.objects.get(pk=attempt_id).session_id)
    return payments.settle(attempt_id=attempt_id, now=now)


def buy_card(stripe: Any, *, amount_minor: int = 5_000) -> GiftCard:
    """Return a card that was bought and paid."""
    ordered = order(amount_minor=amount_minor)
    assert ordered.attempt_id is not None
    pay(stripe, ordered.attempt_id)
    return GiftCard.objects.get(order=ordered.order)


def get_code(card: GiftCard) -> str:
    return open_code(bytes(card.sealed_code or b""), uid=card.uid)


def make_shopper(*, price: str = "18.00") -> Shopper:
    """Return a shopper with one piece in the basket; delivery comes on top."""
    make_country("US")
    return Shopper(basket=make_basket((make_product(price=price), 1)))


def wish_for(card: GiftCard, *, total_minor: int) -> CardWish:
    """Return the card as a browser chose it, with what the review page showed of it."""
    card.refresh_from_db()
    part = measure_part(card=card, total_minor=total_minor).part_minor
    return CardWish(uid=str(card.uid), edition=card.edition, shown_minor=part)


def place(shopper: Shopper, card: GiftCard) -> checkout.Placed:
    """Place the shopper's order with the card."""
    quote = shopper.look()
    return checkout.place(
        basket_id=shopper.basket.pk,
        user=shopper.user,
        email=shopper.email,
        address=shopper.address,
        shipping_code=shopper.shipping_code,
        expected=quote.fingerprint,
        now=timezone.now(),
        card=wish_for(card, total_minor=quote.total_minor),
    )


def read_balance(card: GiftCard) -> int:
    card.refresh_from_db()
    return card.balance_minor


def read_payments() -> list[tuple[str, int, int]]:
    rows = CardPayment.objects.order_by("pk")
    return list(rows.values_list("state", "amount_minor", "given_back_minor"))


def read_debt() -> int:
    """Return what the books say that we owe to holders of gift cards."""
    balance: int = get_balance("gift-cards")
    return balance


def count_entries() -> Counter[str]:
    return Counter(Entry.objects.values_list("kind", flat=True))
