"""The staff screens of giving: back, anew, answered, sent."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from impact.giving.models import GiftReceipt, GiftRefund, YearStatement
from impact.giving.services.placing import Tribute
from tests.impact.giving.builders import receive_here
from tests.nomi.desk.conftest import staff_client

__all__ = ["staff_client"]
pytestmark = pytest.mark.django_db


def ask(row: Any, name: str) -> str:
    model = f"{row._meta.app_label}_{row._meta.model_name}"
    return reverse(f"admin:{model}_ask", args=(row.pk, name))


def test_refund_is_asked_for_with_a_reason(staff_client: Client) -> None:
    gift = receive_here()
    page = staff_client.get(ask(gift, "refund")).content.decode()
    assert "50.00" in page

    answer = staff_client.post(ask(gift, "refund"), {"amount": "20.00", "reason": "A slip."})

    refund = GiftRefund.objects.get()
    assert answer.status_code == 302
    assert (refund.amount_minor, refund.reason, refund.state) == (2_000, "A slip.", "requested")
    assert refund.requested_by.startswith("staff:")


@pytest.mark.parametrize(
    "words", [{"amount": "50.01", "reason": "Why."}, {"amount": "5", "reason": ""}]
)
def test_unfit_refund_is_refused_in_words(staff_client: Client, words: dict[str, str]) -> None:
    gift = receive_here()

    answer = staff_client.post(ask(gift, "refund"), words)

    assert answer.status_code != 302
    assert words["amount"] in answer.content.decode()
    assert GiftRefund.objects.count() == 0


def test_receipt_is_voided_and_issued_anew(staff_client: Client) -> None:
    receive_here()
    receipt = GiftReceipt.objects.get()

    answer = staff_client.post(
        ask(receipt, "reissue"),
        {"donor_name": "Ada King", "goods": "", "goods_words": "", "reason": "Misspelt."},
    )

    assert answer.status_code == 302
    names = GiftReceipt.objects.order_by("serial").values_list("kind", "donor_name")
    assert list(names) == [
        ("receipt", "Ada Byron"),
        ("void", "Ada Byron"),
        ("receipt", "Ada King"),
    ]


def test_goods_without_words_are_refused(staff_client: Client) -> None:
    receive_here()
    receipt = GiftReceipt.objects.get()

    answer = staff_client.post(
        ask(receipt, "reissue"),
        {"donor_name": "Ada King", "goods": "10", "goods_words": "", "reason": "A dinner."},
    )

    assert "Ada King" in answer.content.decode()
    assert GiftReceipt.objects.count() == 1


def test_employer_and_card_are_noted(staff_client: Client) -> None:
    tribute = Tribute(
        kind="honour", name="C.", card_by="post", card_name="C.", card_address="1 Street"
    )
    gift = receive_here(employer="Analytical Engines", tribute=tribute)

    staff_client.post(ask(gift, "matching"), {"matching": "matched"})
    staff_client.post(reverse("admin:giving_gift_press", args=(gift.pk, "card")), {})

    gift.refresh_from_db()
    assert (gift.matching, gift.card_sent_at is not None) == ("matched", True)


def test_statement_of_a_year_that_is_not_over_is_refused(staff_client: Client) -> None:
    gift = receive_here()

    answer = staff_client.post(
        reverse("admin:giving_yearstatement_add"),
        {"donor_email": gift.donor_email, "year": str(gift.placed_at.year)},
    )

    assert "The year is not over yet." in answer.content.decode()
    assert YearStatement.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["gift", "monthlygift", "giftreceipt", "giftrefund", "purposerelease", "yearstatement"]
)
def test_lists_open(staff_client: Client, name: str) -> None:
    receive_here()

    assert staff_client.get(reverse(f"admin:giving_{name}_changelist")).status_code == 200
