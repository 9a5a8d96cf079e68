"""One card in two baskets at once. Each race has a twin without the guard, which goes wrong."""

from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from shop.giftcards.models import CardMovement, CardPayment, GiftCard
from shop.giftcards.services import holding, moving
from shop.giftcards.services.holding import CardRefused
from shop.order.queries import lock_order
from shop.order.services import release_order
from shop.stripe_checkout import services as payments
from tests.shop.giftcards.acts import buy_card, make_shopper, place, read_balance
from tests.shop.racing import meet_before, race
from tests.shop.shopping import Shopper

pytestmark = pytest.mark.django_db(transaction=True)
BUYERS = 4


def _place_at_once(shoppers: list[Shopper], card: GiftCard) -> Counter[str]:
    copies = [GiftCard.objects.get(pk=card.pk) for _shopper in shoppers]
    calls = [
        lambda shopper=shopper, copy=copy: place(shopper, copy)
        for shopper, copy in zip(shoppers, copies, strict=True)
    ]
    return Counter(type(result).__name__ for result in race(*calls))


def test_one_card_in_four_baskets_pays_one_of_them(
    stripe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = buy_card(stripe, amount_minor=2_000)
    shoppers = [make_shopper() for _ in range(BUYERS)]
    monkeypatch.setattr(holding, "lock_card", _meet(holding.lock_card))

    results = _place_at_once(shoppers, card)

    assert results == {"Placed": 1, CardRefused.__name__: BUYERS - 1}
    assert (read_balance(card), CardPayment.objects.count()) == (0, 1)


def test_without_its_lock_the_card_is_read_stale_and_the_database_must_refuse(
    stripe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = buy_card(stripe, amount_minor=2_000)
    shoppers = [make_shopper() for _ in range(BUYERS)]
    monkeypatch.setattr(holding, "lock_card", lambda pk: GiftCard.objects.get(pk=pk))
    monkeypatch.setattr(holding, "move", _meet_in_move(moving.move))

    results = _place_at_once(shoppers, card)

    assert results == {"Placed": 1, IntegrityError.__name__: BUYERS - 1}
    assert read_balance(card) == 0


def test_released_by_many_at_once_the_part_comes_back_once(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=2_000)
    order = place(make_shopper(), card).order

    race(*[lambda: _release(order.pk) for _ in range(BUYERS)])

    assert read_balance(card) == 2_000
    assert CardMovement.objects.filter(kind="released").count() == 1


def test_a_refund_carried_by_many_at_once_is_given_back_once(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=5_000)
    order = place(make_shopper(), card).order
    refund = payments.request_refund(
        order_number=order.number, reason="Came back", now=timezone.now()
    )

    calls = [
        lambda: payments.submit_refund(refund_id=refund.pk, now=timezone.now())
        for _ in range(BUYERS)
    ]
    race(*calls)

    assert read_balance(card) == 5_000
    assert CardMovement.objects.filter(kind="given_back").count() == 1


def test_a_card_refunded_while_it_pays_is_never_in_two_places(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=2_000)
    shopper = make_shopper()
    copy = GiftCard.objects.get(pk=card.pk)

    def give_back() -> Any:
        return payments.request_refund(
            order_number=card.order.number, reason="Changed mind", now=timezone.now()
        )

    results = Counter(type(r).__name__ for r in race(lambda: place(shopper, copy), give_back))

    assert results in (
        {"Placed": 1, "RefundRefused": 1},
        {"Refund": 1, "CardRefused": 1},
    )
    assert read_balance(card) == 0


def _release(order_id: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        release_order(order=lock_order(order_id), now=timezone.now())


def _meet(call: Any) -> Any:
    """Return `call`, begun by nobody before all buyers have come to it."""
    together = meet_before(lambda *, pk: call(pk), BUYERS)
    return lambda pk: together(pk=pk)


def _meet_in_move(call: Any) -> Any:
    together = meet_before(lambda *, card, **rest: call(card, **rest), BUYERS)
    return lambda card, **rest: together(card=card, **rest)
