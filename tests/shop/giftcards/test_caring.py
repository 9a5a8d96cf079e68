"""Staff end a card, let it pay again, and replace a code; a dispute keeps a card from paying."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from impact.books.queries import get_balance
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.registry import get_renderer
from shop.giftcards.codes import (
    CODE_BYTES,
    CodeUnreadable,
    group_code,
    list_marks,
    make_code,
    read_code,
)
from shop.giftcards.queries import find_usable_card
from shop.giftcards.services import caring
from shop.giftcards.services.caring import CareRefused
from tests.failure_cases import disputing
from tests.shop.giftcards.acts import (
    buy_card,
    count_entries,
    get_code,
    make_shopper,
    place,
    read_balance,
    read_debt,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db: None) -> Any:
    return get_user_model().objects.create_user("boss", "boss@nomi.example", "x-long-enough-1")


def test_a_void_card_pays_nothing_and_is_no_debt(stripe: Any, boss: Any) -> None:
    card = buy_card(stripe)

    caring.void_card(card_id=card.pk, reason="Stolen mailbox", by=boss, now=timezone.now())

    assert find_usable_card(code=get_code(card)) is None
    assert (read_balance(card), read_debt(), get_balance("chargebacks")) == (0, 0, -5_000)
    assert count_entries()["gift-card-void"] == 1


def test_a_card_is_ended_once_and_for_two_words_at_least(stripe: Any, boss: Any) -> None:
    card = buy_card(stripe)

    with pytest.raises(CareRefused):
        caring.void_card(card_id=card.pk, reason="stolen", by=boss, now=timezone.now())
    assert (read_balance(card), card.state) == (5_000, "active")
    caring.void_card(card_id=card.pk, reason="Stolen mailbox", by=boss, now=timezone.now())
    with pytest.raises(CareRefused):
        caring.void_card(card_id=card.pk, reason="Stolen mailbox", by=boss, now=timezone.now())

    assert count_entries()["gift-card-void"] == 1


def test_a_new_code_works_and_the_old_one_is_dead(stripe: Any) -> None:
    card = buy_card(stripe)
    old = get_code(card)

    caring.renew_code(card_id=card.pk, email="new@example.org", by="boss", now=timezone.now())

    card.refresh_from_db()
    assert (find_usable_card(code=old), find_usable_card(code=get_code(card))) == (None, card)
    first, second = OutboxMessage.objects.filter(kind="gift_card").order_by("pk")
    mail = get_renderer("gift_card")(second.reference)
    assert (mail.to, group_code(get_code(card)) in mail.text) == ("new@example.org", True)
    with pytest.raises(LookupError):
        _render(first.reference)
    assert read_balance(card) == 5_000


def _render(reference: str) -> None:
    from django.core.exceptions import ObjectDoesNotExist

    try:
        get_renderer("gift_card")(reference)
    except ObjectDoesNotExist as gone:
        raise LookupError from gone


def test_only_a_card_in_use_gets_a_new_code(stripe: Any, boss: Any) -> None:
    card = buy_card(stripe)
    caring.void_card(card_id=card.pk, reason="Stolen mailbox", by=boss, now=timezone.now())

    with pytest.raises(CareRefused):
        caring.renew_code(card_id=card.pk, email="x@example.org", by="boss", now=timezone.now())

    card.refresh_from_db()
    assert card.edition == 1


def test_a_disputed_purchase_blocks_the_card_until_the_bank_gives_in(stripe: Any) -> None:
    card = buy_card(stripe)

    dispute_id = disputing.dispute(stripe, card.order)
    disputing.hear()
    card.refresh_from_db()
    blocked = (card.state, find_usable_card(code=get_code(card)), get_balance("chargebacks"))
    disputing.switch(stripe, f"dispute/{dispute_id}", won=True)
    disputing.hear()

    card.refresh_from_db()
    assert blocked == ("blocked", None, 5_000)
    assert (card.state, get_balance("chargebacks"), read_debt()) == ("active", 0, 5_000)


def test_a_lost_dispute_and_a_void_card_leave_no_debt_and_no_loss(stripe: Any, boss: Any) -> None:
    card = buy_card(stripe)
    disputing.dispute(stripe, card.order)
    disputing.hear()

    caring.void_card(card_id=card.pk, reason="The bank took it", by=boss, now=timezone.now())

    assert (read_debt(), get_balance("chargebacks")) == (0, 0)


def test_what_comes_back_onto_a_void_card_is_blocked(stripe: Any, boss: Any) -> None:
    from shop.stripe_checkout import services as payments

    card = buy_card(stripe)
    order = place(make_shopper(), card).order
    caring.void_card(card_id=card.pk, reason="Stolen mailbox", by=boss, now=timezone.now())

    payments.request_refund(order_number=order.number, reason="Back", now=timezone.now())
    payments.submit_due_refunds(now=timezone.now())

    card.refresh_from_db()
    assert (card.state, card.balance_minor, read_debt()) == ("blocked", 2_395, 2_395)
    caring.release_card(card_id=card.pk)
    assert find_usable_card(code=get_code(card)) == card


@pytest.mark.parametrize("typed", ["", "ABCD", "x" * 40, "ABCD-EFGH-JKMN-PQR!", "\0" * 16])
def test_what_is_no_code_is_no_code(typed: str) -> None:
    with pytest.raises(CodeUnreadable):
        read_code(typed)


def test_a_code_is_read_as_people_type_it() -> None:
    code = make_code(bytes(range(CODE_BYTES)))

    assert len(code) == 16
    assert read_code(f" {group_code(code).lower()} ") == code
    assert read_code("O1L0-IIII-UUUU-0000") == "01101111VVVV0000"
    assert make_code(b"\xff" * CODE_BYTES) == "Z" * 16
    with pytest.raises(ValueError, match="10 bytes"):
        make_code(b"short")


def test_a_code_is_found_under_an_older_secret_key(stripe: Any, settings: Any) -> None:
    card = buy_card(stripe)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-is-long-enough-for-this"

    assert find_usable_card(code=get_code(card)) == card
    assert len(list_marks(get_code(card))) == 2
    assert (caring.mark_again(), caring.mark_again()) == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert find_usable_card(code=get_code(card)) == card
