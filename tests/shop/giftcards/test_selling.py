"""A card is sold alone, gets its code when it is paid, and is a debt in the books, not a sale."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from impact.books.queries import get_balance
from impact.shares.models import SaleLine
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.registry import get_renderer
from shop.giftcards.codes import group_code
from shop.giftcards.models import CardMovement, GiftCard
from shop.giftcards.queries import find_usable_card
from shop.giftcards.services.selling import AmountRefused, CardOrder, order_card
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import PaymentAttempt
from tests.failure_cases.scenes import make_overdue
from tests.shop.giftcards.acts import buy_card, get_code, order, pay, read_debt

pytestmark = pytest.mark.django_db


def test_a_paid_card_has_its_price_on_it_and_a_code(stripe: Any) -> None:
    card = buy_card(stripe)

    assert (card.state, card.balance_minor, card.order.status) == ("active", 5_000, "Delivered")
    assert find_usable_card(code=group_code(get_code(card)).lower()) == card
    assert card.last_four == get_code(card)[-4:]


def test_the_books_owe_its_price_and_know_no_sale_no_tax_and_no_share(stripe: Any) -> None:
    buy_card(stripe)

    assert read_debt() == 5_000
    assert [get_balance(code) for code in ("sales", "sales-tax", "share")] == [0, 0, 0]
    assert get_balance("clearing:orders") == 5_000  # until Stripe's own movement is imported
    assert SaleLine.objects.count() == 0


def test_the_code_is_in_the_mail_and_nowhere_in_clear(stripe: Any) -> None:
    card = buy_card(stripe)
    owed = OutboxMessage.objects.get(kind="gift_card")

    mail = get_renderer("gift_card")(owed.reference)

    code = group_code(get_code(card))
    assert (mail.to, code in mail.text, code in mail.html) == ("friend@example.org", True, True)
    stored = repr(list(GiftCard.objects.order_by("pk").values())) + repr(
        list(OutboxMessage.objects.order_by("pk").values())
    )
    assert code not in stored
    assert get_code(card) not in stored


def test_an_unpaid_card_has_no_code_and_one_not_paid_in_time_never_gets_one(stripe: Any) -> None:
    ordered = order()
    assert ordered.attempt_id is not None
    payments.start_payment(attempt_id=ordered.attempt_id, now=timezone.now())
    make_overdue(PaymentAttempt.objects.get(pk=ordered.attempt_id))

    payments.expire_overdue_attempts(now=timezone.now())

    ordered.order.refresh_from_db()
    card = GiftCard.objects.get()
    assert (ordered.order.status, card.state, card.code_key) == ("Cancelled", "ordered", None)
    assert (CardMovement.objects.count(), read_debt()) == (0, 0)


def test_settled_twice_it_is_issued_once(stripe: Any) -> None:
    ordered = order()
    assert ordered.attempt_id is not None
    pay(stripe, ordered.attempt_id)

    again = payments.settle(attempt_id=ordered.attempt_id, now=timezone.now())

    assert (again.outcome, again.is_news) == (payments.Outcome.ALREADY, False)
    assert CardMovement.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="gift_card").count() == 1
    assert read_debt() == 5_000


def test_the_same_form_pressed_twice_is_one_order() -> None:
    wish = CardOrder(
        key=uuid4(), amount_minor=2_500, buyer_email="a@example.org", recipient_email=""
    )

    first = order_card(wish=wish, user=AnonymousUser(), now=timezone.now())
    second = order_card(wish=wish, user=AnonymousUser(), now=timezone.now())

    assert (first.order.pk, first.attempt_id) == (second.order.pk, second.attempt_id)


@pytest.mark.parametrize("amount", [0, 999, 50_001])
def test_a_card_is_worth_ten_to_five_hundred_dollars(amount: int) -> None:
    with pytest.raises(AmountRefused):
        order(amount_minor=amount)

    assert GiftCard.objects.count() == 0


def test_tries_to_buy_do_not_shut_out_other_buyers(stripe: Any, settings: Any) -> None:
    """No card's order has a basket: counted by that, all buyers would be one."""
    settings.STRIPE_TRIES_PER_HOUR = 1

    for _buyer in range(3):
        ordered = order()
        assert ordered.attempt_id is not None
        payments.start_payment(attempt_id=ordered.attempt_id, now=timezone.now())

    assert PaymentAttempt.objects.filter(state="open").count() == 3


@pytest.mark.parametrize(("limit", "state"), [(2, "open"), (1, "creating")])
def test_one_order_of_a_card_begins_only_so_many_payments_an_hour(
    stripe: Any, settings: Any, limit: int, state: str
) -> None:
    settings.STRIPE_TRIES_PER_HOUR = limit
    ordered, now = order(), timezone.now()
    PaymentAttempt.objects.filter(pk=ordered.attempt_id).update(state="failed")
    again = payments.open_attempt(order=ordered.order, now=now)

    with nullcontext() if state == "open" else pytest.raises(payments.TooManyTries):
        payments.start_payment(attempt_id=again.pk, now=now)

    again.refresh_from_db()
    assert (again.state, bool(again.session_id)) == (state, state == "open")
    assert len(stripe.list_all("session")) == (state == "open")


def test_the_database_moves_a_balance_by_movements_alone(stripe: Any) -> None:
    card = buy_card(stripe)

    for change in ({"balance_minor": 1}, {"initial_minor": 9_999}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GiftCard.objects.filter(pk=card.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        CardMovement.objects.create(
            card=card,
            kind="held",
            amount_minor=-5_001,
            order=card.order,
            key="too much",
            moved_at=timezone.now() - timedelta(days=1),
        )

    card.refresh_from_db()
    assert (card.balance_minor, card.initial_minor, card.movements.count()) == (5_000, 5_000, 1)
