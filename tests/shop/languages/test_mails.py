"""Whoever buys or asks in Spanish or Khmer is written to in it; everybody else in English."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import get_language, override

from nomi.platform.outbox.mail import Mail
from nomi.platform.outbox.registry import get_renderer
from shop.giftcards.services.issuing import issue_card
from shop.giftcards.services.selling import CardOrder, order_card
from shop.languages.models import OrderLanguage
from shop.languages.queries import get_language_of
from shop.privacy.queries import collect_data
from shop.privacy.services import erase_shopper
from shop.returns.models import Return
from shop.wishes.models import StockWish
from shop.wishes.services import ask_for
from tests.failure_cases.conftest import stripe  # noqa: F401 - the stand-in, as a fixture
from tests.shop.checkout.test_guest_checkout import ADDRESS
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.shopping import Shopper, make_basket, make_country, make_product, make_user

pytestmark = pytest.mark.django_db
CLOSINGS = {
    "en": "Answer it and a person reads it.",
    "es": "Si respondes, lo lee una persona.",
    "km": "បើអ្នកឆ្លើយតប មានមនុស្សម្នាក់អាន។",
}
KINDS = ("order_paid", "order_cancelled", "order_delivered", "payment_failed", "payment_given_back")


def place(language: str) -> Any:
    """Return an order that was placed on a page in this language."""
    make_country("US")
    shopper = Shopper(basket=make_basket((make_product(), 1)))
    with override(language):
        return shopper.pay().order


def write(kind: str, reference: object) -> Mail:
    """Write a mail as the relay does, which knows no language."""
    return get_renderer(kind)(str(reference))


@pytest.mark.parametrize("language", CLOSINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_order_mail_is_in_the_language_of_its_order(kind: str, language: str) -> None:
    order = place(language)

    mail = write(kind, order.number)

    prefix = "" if language == "en" else f"/{language}"
    assert f'<html lang="{language}">' in mail.html
    assert (CLOSINGS[language] in mail.text, CLOSINGS[language] in mail.html) == (True, True)
    assert f"{prefix}/order/" in mail.text
    assert ("order" in mail.subject.lower()) == (language == "en")
    assert get_language() == "en"


@pytest.mark.django_db(transaction=True)
def test_checkout_in_khmer_keeps_its_language_with_the_order(stripe: Any) -> None:  # noqa: F811 - the fixture
    make_country("US")
    client = Client()
    client.post(f"/km/basket/add/{make_product().pk}/", {"quantity": "1"})
    client.post("/km/checkout/", ADDRESS)
    client.post("/km/checkout/delivery/", {"method": "us-standard"})
    review = client.get("/km/checkout/review/")

    paying = client.post("/km/checkout/review/", {"expected": review.context["quote"].fingerprint})

    assert paying.status_code == 303
    assert OrderLanguage.objects.get().code == "km"


def test_order_in_the_stores_own_language_needs_no_row() -> None:
    place("en")

    assert OrderLanguage.objects.count() == 0


def test_language_that_is_not_spoken_any_more_becomes_english() -> None:
    order = place("en")
    OrderLanguage.objects.create(order=order, code="fr")

    assert get_language_of(order=order) == "en"


def test_language_of_an_order_stays_as_it_was() -> None:
    order = place("es")

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        OrderLanguage.objects.filter(order=order).update(code="km")

    assert get_language_of(order=order) == "es"


def test_steps_of_a_return_are_told_in_the_language_of_the_order() -> None:
    made = Return.objects.create(
        key=uuid4().hex, order=place("es"), reason="other", requested_at=timezone.now()
    )

    mail = write("return_requested", made.uid)

    assert mail.subject == f"Tenemos tu devolución: pedido {made.order.number}"


def test_gift_card_is_sent_and_receipted_in_the_language_it_was_bought_in() -> None:
    now = timezone.now()
    wish = CardOrder(
        key=uuid4(),
        amount_minor=5_000,
        buyer_email="buyer@example.org",
        recipient_email="friend@example.org",
    )
    with override("es"):
        order = order_card(wish=wish, user=AnonymousUser(), now=now).order
    card = order.gift_card
    issue_card(order=order, now=now)
    card.refresh_from_db()

    mails = [write("gift_card", f"{card.uid}:{card.edition}"), write("order_paid", order.number)]

    assert [mail.subject for mail in mails] == [
        "Una tarjeta regalo de $50.00 para ti",
        f"Tu recibo del pedido {order.number}",
    ]
    assert order.shipping_method == "E-mail"


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Tote is back"), ("es", "Tote: disponible otra vez")]
)
def test_goods_that_are_back_are_told_in_the_language_they_were_asked_for(
    language: str, subject: str
) -> None:
    product = make_product(stock=0)
    with override(language):
        ask_for(product_id=product.pk, email="a@b.org", user=AnonymousUser(), now=timezone.now())

    mail = write("stock_back", StockWish.objects.get().uid)

    assert mail.subject == subject
    assert mail.text.count("/es/") == (3 if language == "es" else 0)


def test_language_is_exported_and_forgotten_with_its_buyer(stripe: Any) -> None:  # noqa: F811 - the fixture
    user = make_user()
    order = make_paid_order(stripe)
    type(order).objects.filter(pk=order.pk).update(user=user, guest_email="", status="Delivered")
    OrderLanguage.objects.create(order=order, code="km")

    exported = collect_data(user=user)["orders"]
    erase_shopper(user_id=user.pk, now=order.date_placed)

    assert [row["language_code"] for row in exported] == ["km"]
    assert OrderLanguage.objects.count() == 0
