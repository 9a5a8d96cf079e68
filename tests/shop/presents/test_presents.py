"""A present: its note travels from the checkout to the paper in the parcel, without a price."""

import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from shop.checkout.models import KeptDraft
from shop.fulfilment.papers import get_kind, write_papers
from shop.order.links import get_order_path
from shop.presents.models import Present
from shop.presents.wish import PresentWish
from shop.privacy.queries import collect_data
from shop.privacy.services import erase_shopper
from tests.failure_cases.conftest import stripe
from tests.failure_cases.shoppers import ADDRESS, Browser, list_orders
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.shopping import get_record, make_country, make_product, make_user

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db(transaction=True)
NOTE = "Happy birthday, Zoë\nYours, M."


def go_to_delivery(product: Any) -> Browser:
    make_country("US")
    browser = Browser()
    browser.add(product)
    browser.post("/checkout/", ADDRESS)
    return browser


def wish(browser: Browser, note: str, **ticks: str) -> Any:
    return browser.post("/checkout/delivery/", {"method": "us-standard", "note": note, **ticks})


def read_slip(order: Any) -> str:
    content = write_papers(kind=get_kind("packing-slips"), orders=[order])
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_note_is_shown_before_paying_and_kept_with_the_order(stripe: Any) -> None:
    browser = go_to_delivery(make_product())

    chosen = wish(browser, "Happy birthday, Zoë\r\n\r\n Yours, M. ", hides_prices="on")
    review = browser.get("/checkout/review/")
    paid = browser.pay(review.context["quote"].fingerprint)

    present = Present.objects.get()
    assert (chosen.status_code, paid.status_code) == (302, 303)
    assert "Happy birthday, Zoë<br>Yours, M." in review.content.decode()
    assert "No prices in the parcel." in review.content.decode()
    assert (present.note, present.hides_prices) == (NOTE, True)
    page = browser.get(get_order_path(order=present.order)).content.decode()
    assert "Happy birthday, Zoë<br>Yours, M." in page


def test_going_back_finds_the_note_and_an_order_without_one_has_no_row(stripe: Any) -> None:
    browser = go_to_delivery(make_product())
    wish(browser, NOTE)

    browser.post("/checkout/", {**ADDRESS, "line1": "2 Test Street"})
    form = browser.get("/checkout/delivery/").context["present"]
    wish(browser, "")
    browser.pay(browser.look())

    assert form["note"].value() == NOTE
    assert len(list_orders()) == 1
    assert Present.objects.count() == 0


@pytest.mark.parametrize("note", ["x" * 301, "مرحبا", "Hello 🎁", "a\n" * 13, "a\x00b", "\x07"])
def test_a_note_that_cannot_be_printed_is_refused_in_words(note: str) -> None:
    browser = go_to_delivery(make_product())

    answer = wish(browser, note, hides_prices="on")

    form = answer.context["present"]
    assert answer.status_code == 422
    assert list(form.errors) == ["note"]
    assert (form["note"].value(), form["hides_prices"].value()) == (note, True)
    assert 'href="#id_note"' in answer.content.decode()
    assert KeptDraft.objects.get().told["present"] == {
        "note": "",
        "hides_prices": False,
        "wraps": False,
    }


def test_a_refused_payment_keeps_the_note_and_writes_none(stripe: Any) -> None:
    product = make_product(stock=1)
    browser = go_to_delivery(product)
    wish(browser, NOTE)
    expected = browser.look()
    record = get_record(product)
    record.num_in_stock = 0
    record.save()

    refused = browser.pay(expected)

    assert refused.status_code == 409
    assert "Happy birthday, Zoë" in refused.content.decode()
    assert (list_orders(), Present.objects.count()) == ([], 0)


def test_who_cancels_and_orders_again_has_her_note_still(stripe: Any) -> None:
    browser = go_to_delivery(make_product())
    wish(browser, NOTE)
    browser.pay(browser.look())
    browser.post("/checkout/cancel/")

    browser.pay(browser.look())

    assert [present.note for present in Present.objects.all()] == [NOTE, NOTE]
    assert [status for _number, status in list_orders()] == ["Cancelled", "Awaiting payment"]


def test_the_slip_bears_the_note_and_no_word_of_money(stripe: Any) -> None:
    order = make_paid_order(stripe)
    plain = read_slip(order)
    Present.objects.create(order=order, note=NOTE, hides_prices=True)

    slip = read_slip(order)

    for words in ("A present for you", "Happy birthday, Zoë", "Yours, M.", "Tote", order.number):
        assert words in slip
    assert ("receipt" in plain, "receipt" in slip) == (True, False)
    assert all(amount not in slip for amount in ("$", "54.00", "Paid"))


def test_the_note_is_exported_and_erased_with_its_giver(stripe: Any) -> None:
    user = make_user()
    order = make_paid_order(stripe)
    type(order).objects.filter(pk=order.pk).update(user=user, guest_email="", status="Delivered")
    Present.objects.create(order=order, note=NOTE, hides_prices=False)

    exported = collect_data(user=user)["presents"]
    erase_shopper(user_id=user.pk, now=order.date_placed)

    assert [row["note"] for row in exported] == [NOTE]
    assert Present.objects.count() == 0


@pytest.mark.parametrize(
    "facts", [{"note": "", "hides_prices": False}, {"note": "x" * 301, "hides_prices": True}]
)
def test_the_database_refuses_a_present_of_nothing_and_a_letter(
    stripe: Any,
    facts: dict[str, Any],
) -> None:
    order = make_paid_order(stripe)

    with pytest.raises(IntegrityError), transaction.atomic():
        Present.objects.create(order=order, **facts)

    assert Present.objects.count() == 0


def test_an_empty_wish_is_none() -> None:
    assert [PresentWish().is_any, PresentWish(hides_prices=True).is_any] == [False, True]
