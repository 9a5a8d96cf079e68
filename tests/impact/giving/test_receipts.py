"""Acknowledgments: each element, and numbers without a gap."""

import io
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from impact.giving.mails import render_receipt, render_void
from impact.giving.models import GiftReceipt
from impact.giving.papers import write_receipt
from impact.giving.services import receipts
from impact.giving.services.receipts import Goods, find_standing, reissue_receipt
from impact.giving.services.refusals import GivingRefusedError
from impact.participants.services import open_training_account
from nomi.platform.paper import find_unprintable
from tests.impact.giving.builders import ADA, race, receive_here

CONTROL = "Nomi Network keeps full control and discretion over its funds."


def read_paper(content: bytes) -> str:
    """Return a paper's text, its line breaks as single spaces."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def read_mail(receipt: GiftReceipt) -> list[str]:
    """Return both twins of a receipt's mail and the paper enclosed, as text."""
    mail = render_receipt(str(receipt.pk))
    (paper,) = mail.enclosures
    return [" ".join(mail.text.split()), " ".join(mail.html.split()), read_paper(paper.content)]


def get_receipt(**wish: Any) -> GiftReceipt:
    """Return the receipt of a gift just received."""
    receipt = find_standing(receive_here(**wish))
    assert receipt is not None
    return receipt


@pytest.mark.parametrize(
    "element",
    [
        "Nomi Network",
        "00-0000000",
        "Ada Byron",
        "1 Test Street",
        "$50.00",
        "Training Fund",
        "No goods or services were given in exchange for this gift.",
        CONTROL,
        "R-000001",
        "501(c)(3)",
    ],
)
@pytest.mark.django_db
def test_receipt_states_every_element_on_mail_and_paper(element: str) -> None:
    texts = read_mail(get_receipt())

    assert [element in text for text in texts] == [True, True, True]


@pytest.mark.django_db
def test_receipt_states_the_day_of_payment_and_the_purpose() -> None:
    receipt = get_receipt(purpose="childcare")

    day = f"{receipt.paid_on.day} {receipt.paid_on:%B %Y}"

    assert [day in text for text in read_mail(receipt)] == [True, True, True]
    assert ["Childcare during training" in text for text in read_mail(receipt)] == [True] * 3


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("es", "31 de diciembre de 2025", ("Recibido de", "Este es tu recibo", "Ver tu donativo")),
        ("km", "31 ធ្នូ 2025", ("ទទួលពី", "នេះជាបង្កាន់ដៃរបស់អ្នក", "មើលអំណោយរបស់អ្នក")),
    ],
)
@pytest.mark.django_db
def test_mail_speaks_the_donors_language_and_the_paper_english(
    language: str, day: str, words: tuple[str, ...]
) -> None:
    donor = replace(ADA, language=language)

    receipt = get_receipt(donor=donor, now=datetime(2025, 12, 31, 23, 59, tzinfo=UTC))
    text, html, paper = read_mail(receipt)

    assert [one in twin for one in (day, *words) for twin in (text, html)] == [True] * 8
    assert f'<html lang="{language}">' in html
    english = ("This is your receipt", "a public charity")
    assert [one in text + html for one in english] == [False, False]
    papers = ("31 December 2025", "Received from", "a public charity")
    assert [one in paper for one in papers] == [True, True, True]
    assert find_unprintable(paper) == ""


@pytest.mark.django_db
def test_receipt_names_no_woman() -> None:
    account = open_training_account(
        code="ZZZZZZZZ", pseudonym="Marigold", opened_on=timezone.now().date()
    )

    texts = read_mail(get_receipt(tribute=None))

    assert [word in text for text in texts for word in (account.code, "Marigold")] == [False] * 6


@pytest.mark.django_db
def test_goods_in_return_split_the_payment() -> None:
    first = get_receipt(amount_minor=10_000)

    second = reissue_receipt(
        receipt_id=first.pk,
        donor_name="Ada Byron",
        goods=Goods(value_minor=3_800, words="A tie at the spring dinner"),
        reason="The dinner came with it.",
        actor="staff:1",
        now=timezone.now(),
    )

    assert (str(second), second.deductible_minor) == ("R-000003", 6_200)
    words = (
        "In exchange you got: A tie at the spring dinner. Our good-faith estimate of its value is"
        " $38.00. Of your payment of $100.00, only the part above that value, $62.00, may be"
        " deducted as a gift."
    )
    assert [words in text for text in read_mail(second)] == [True, True, True]
    assert ["In place of" in text for text in read_mail(second)] == [True, True, True]
    first.refresh_from_db()
    assert str(first.voided_by) == "R-000002"
    assert "VOID since" in read_paper(write_receipt(first))


@pytest.mark.django_db
def test_void_receipt_is_not_issued_anew() -> None:
    first = get_receipt()
    again: dict[str, Any] = {
        "receipt_id": first.pk,
        "donor_name": "Ada King",
        "goods": None,
        "reason": "Misspelt.",
        "actor": "staff:1",
        "now": timezone.now(),
    }
    reissue_receipt(**again)

    with pytest.raises(GivingRefusedError):
        reissue_receipt(**again)

    assert GiftReceipt.objects.count() == 3


@pytest.mark.django_db
def test_goods_above_the_payment_are_refused() -> None:
    first = get_receipt()

    with pytest.raises(GivingRefusedError), transaction.atomic():
        reissue_receipt(
            receipt_id=first.pk,
            donor_name="Ada Byron",
            goods=Goods(value_minor=5_001, words="A bag"),
            reason="It came with it.",
            actor="staff:1",
            now=timezone.now(),
        )

    assert list(GiftReceipt.objects.values_list("serial", flat=True)) == [1]


@pytest.mark.django_db
def test_mail_about_a_void_names_both_numbers() -> None:
    first = get_receipt()
    void = receipts.void_receipt(
        receipt=first, reason="Given back.", actor="staff:1", now=timezone.now()
    )

    mail = render_void(str(void.pk))

    assert mail.subject == "Receipt R-000001 is void"
    assert ["R-000002" in twin for twin in (mail.text, mail.html)] == [True, True]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE giving_giftreceipt SET amount_minor = 1",
        "DELETE FROM giving_giftreceipt",
        "UPDATE giving_receiptcounter SET last = last + 2",
    ],
)
@pytest.mark.django_db
def test_receipts_are_final(attack: str) -> None:
    get_receipt()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)

    assert list(GiftReceipt.objects.values_list("serial", "amount_minor")) == [(1, 5_000)]


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_when_many_are_given_out_at_once_and_some_roll_back() -> None:
    turn = iter(range(20))
    lock = threading.Lock()

    def give() -> None:
        with lock:
            number = next(turn)
        with transaction.atomic():
            receive_here()
            if number % 3 == 0:
                raise InterruptedError

    race(give, times=20)

    serials = list(GiftReceipt.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, 14))


@pytest.mark.django_db(transaction=True)
def test_numbers_from_a_sequence_would_have_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a number that is not given back leaves a hole, and the database refuses it."""
    turn = iter(range(1, 9))
    monkeypatch.setattr(receipts, "_take_number", lambda: next(turn))

    results = race(receive_here, times=4)

    assert GiftReceipt.objects.count() == 0
    assert [type(result) for result in results] == [IntegrityError] * 4
