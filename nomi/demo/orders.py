"""Ten months of past orders, placed and paid through the store's own services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override
from oscar.core.loading import get_class, get_model

from impact.giving.mails import GIFT_RECEIPT
from impact.giving.models import GiftReceipt
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from nomi.demo.logins import SHOPPER_EMAIL
from nomi.demo.past_payments import Till, open_till
from nomi.demo.past_training import pay_past_training
from nomi.platform.outbox.models import OutboxMessage
from shop.addedgifts.wish import GiftWish
from shop.basket.pricing import price_basket
from shop.checkout import services as checkout
from shop.checkout.address import Address
from shop.checkout.quote import build_quote, get_grams
from shop.giftcards.models import GiftCard
from shop.giftcards.queries import measure_part
from shop.giftcards.wish import CardWish
from shop.order import services as orders
from shop.presents.wish import NO_WISH, PresentWish
from shop.stripe_checkout.facts import Session
from shop.stripe_checkout.models import PaymentAttempt
from shop.stripe_checkout.services.settling import record_session

COUNT = 40
DAYS = 300
"""So many days ago the history begins: before the quarter that is due, whatever day it is today."""
GROWTH = 1.5
"""Orders come closer together towards today; 1 would space them evenly."""
BETWEEN_RUNS = timedelta(days=28)
SHIPPED_AFTER = timedelta(days=3)
DELIVERED_AFTER = timedelta(days=9)

PRESENTS = {
    24: PresentWish(hides_prices=True, wraps=True),
    39: PresentWish(note="Happy birthday, Zoë\nYours, M.", wraps=True),
}
"""The orders that are for somebody else, by their number in the history."""
GIFTS = {36: GiftWish(amount_minor=2_500)}
"""The orders with a gift to the fund on the same payment, by their number in the history."""


@dataclass(frozen=True)
class Buyer:
    """An invented shopper; the addresses are those of no one."""

    first_name: str
    last_name: str
    city: str
    state: str
    postcode: str
    country: str = "US"
    login: str = ""
    language: str = "en"

    @property
    def email(self) -> str:
        """Return where the receipt goes: to the account, or to the guest."""
        return self.login or f"{self.first_name.lower()}@shopper.example"

    def find_user(self) -> Any:
        """Return the account that buys; nobody's for a guest."""
        found = get_user_model()._default_manager.filter(email=self.login or "-").first()
        return found or AnonymousUser()


BUYERS = (
    Buyer("Alma", "Reyes", "Albany", "NY", "12207", language="es"),
    Buyer("Beth", "Okafor", "Austin", "TX", "78701"),
    Buyer("Carl", "Lindqvist", "Duluth", "MN", "55802"),
    Buyer("Devi", "Anand", "Fremont", "CA", "94536"),
    Buyer("Emil", "Novak", "Toronto", "ON", "M5H 2N2", "CA"),
    Buyer("Faye", "Mercer", "Savannah", "GA", "31401"),
    Buyer("Gus", "Halloran", "Boston", "MA", "02108"),
    Buyer("Hana", "Ito", "Seattle", "WA", "98101"),
)
SASHA = Buyer("Sasha", "Shopper", "Brooklyn", "NY", "11215", login=SHOPPER_EMAIL)
HERS = (32, 36)
"""The orders of the demo's shopper, by their number: one delivered, one on its way."""


def seed_orders(now: datetime | None = None) -> None:
    """Write the history, mature and allocate its shares; once only."""
    if get_model("order", "Order").objects.exists():
        return
    moment = now or timezone.now()
    dice = Random(2009)
    records = list(
        get_model("partner", "StockRecord")
        .objects.filter(num_in_stock__gte=8)
        .select_related("product")
        .order_by("pk")
    )
    with open_till() as till:
        _write_history(records, dice, till, moment)


def _write_history(records: list[Any], dice: Random, till: Till, moment: datetime) -> None:
    """Place and pay the orders, and divide the fund about once a month."""
    divided_at = moment - timedelta(days=DAYS)
    allocate_fund(now=divided_at)  # what was given before the first order
    for number in range(COUNT):
        age = DAYS * ((COUNT - 1 - number) / COUNT) ** GROWTH
        placed_at = moment - timedelta(days=age, hours=5 + 7 * number % 11)
        pay_past_training(until=placed_at, now=moment)
        beside = {"present": PRESENTS.get(number, NO_WISH), "gift": GIFTS.get(number)}
        chosen = dice.choice(BUYERS)
        buyer = SASHA if number in HERS else chosen
        _buy(dice, buyer, records, till, placed_at=placed_at, now=moment, beside=beside)
        if placed_at - divided_at >= BETWEEN_RUNS:
            mature_shares(now=placed_at)
            allocate_fund(now=placed_at)
            divided_at = placed_at


@transaction.atomic
def _buy(
    dice: Random,
    buyer: Buyer,
    records: list[Any],
    till: Till,
    *,
    placed_at: datetime,
    now: datetime,
    beside: dict[str, Any],
) -> None:
    lines = [(record, dice.choice((1, 1, 1, 2))) for record in dice.sample(records, 2)]
    order = place_past(buyer, lines[: dice.choice((1, 1, 2))], now=placed_at, **beside)
    pay_past(order, till, placed_at=placed_at, paid_at=placed_at + timedelta(minutes=4))
    _send(order, placed_at=placed_at, now=now)


def place_past(
    buyer: Buyer,
    lines: list[tuple[Any, int]],
    *,
    now: datetime,
    present: PresentWish = NO_WISH,
    card: GiftCard | None = None,
    gift: GiftWish | None = None,
) -> Any:
    """Place an order as the shop does, paid by a gift card as far as that goes."""
    basket = get_model("basket", "Basket").objects.create()
    basket.strategy = get_class("partner.strategy", "Selector")().strategy()
    for record, quantity in lines:
        basket.add_product(record.product, quantity)
    address = Address(
        first_name=buyer.first_name,
        last_name=buyer.last_name,
        line1="12 Sample Street",
        city=buyer.city,
        state=buyer.state,
        postcode=buyer.postcode,
        country_code=buyer.country,
    )
    shipping_code = "ca-standard" if buyer.country == "CA" else "us-standard"
    user = buyer.find_user()
    priced = price_basket(basket=basket, user=user)
    quote = build_quote(
        priced=priced,
        place=address.taxed_place,
        shipping_code=shipping_code,
        grams=get_grams(priced),
        wrap_minor=present.wrap_price_minor,
    )
    with override(buyer.language):
        placed = checkout.place(
            basket_id=basket.pk,
            user=user,
            email=buyer.email,
            address=address,
            shipping_code=shipping_code,
            expected=quote.fingerprint,
            now=now,
            present=present,
            card=_choose(card, total_minor=quote.total_minor) if card else None,
            gift=gift,
        )
    return placed.order


def _choose(card: GiftCard, *, total_minor: int) -> CardWish:
    """Return the card as a browser chooses it."""
    part = measure_part(card=card, total_minor=total_minor)
    return CardWish(uid=str(card.uid), edition=card.edition, shown_minor=part.part_minor)


def pay_past(order: Any, till: Till, *, placed_at: datetime, paid_at: datetime) -> None:
    """Record the payment as the session that Stripe shows; no mail is owed for it."""
    attempt = PaymentAttempt.objects.get(order=order)
    paid = till.pay(attempt=attempt, order=order, placed_at=placed_at, paid_at=paid_at)
    attempt.session_id = paid.session_id
    attempt.state = PaymentAttempt.State.OPEN
    attempt.save()
    session = Session(
        id=attempt.session_id,
        status="complete",
        payment_status="paid",
        amount_minor=attempt.amount_minor,
        currency=attempt.currency,
        livemode=attempt.livemode,
        url="",
        expires_at=attempt.expires_at,
        attempt_uid=str(attempt.uid),
        payment_intent_id=paid.payment_intent_id,
        payment_intent_status="succeeded",
        charge_id=paid.charge_id,
    )
    record_session(attempt_id=attempt.pk, session=session, now=paid_at)
    receipts = GiftReceipt.objects.filter(gift__order_number=order.number)
    keys = [str(key) for key in receipts.values_list("pk", flat=True)]
    told = Q(reference=order.number) | Q(kind=GIFT_RECEIPT, reference__in=keys)
    OutboxMessage.objects.filter(told).update(state=OutboxMessage.State.SENT, sent_at=paid_at)


def _send(order: Any, *, placed_at: datetime, now: datetime) -> None:
    order.refresh_from_db()
    for after, steps in (
        (SHIPPED_AFTER, ("Ready to ship", "Shipped")),
        (DELIVERED_AFTER, ("Delivered",)),
    ):
        moment = placed_at + after
        for status in steps if moment < now else ():
            orders.change_status(order=order, to=status, reason="", now=moment)
