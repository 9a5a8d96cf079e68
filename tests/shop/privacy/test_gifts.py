"""Erasing a shopper reaches her gifts: the person goes, receipts and books stay."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.serializers import serialize
from django.utils import timezone

from impact.books.models import Line
from impact.giving.links import get_gift_token
from impact.giving.models import Gift, GiftReceipt, MonthlyGift
from impact.giving.queries import list_donors_of
from impact.giving.services import refunding
from impact.giving.services.placing import Donor, Tribute
from impact.giving.services.refunding import request_refund
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.tokens.queries import find_reference
from shop.privacy.queries import collect_data
from shop.privacy.services import ErasureRefused, erase_shopper
from tests.impact.giving.builders import place, receive_here
from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db
CANARY, OTHER = "Canary Quillfeather", "Aunt Marjoram"


@pytest.fixture
def user() -> Any:
    user = make_user()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _give(user: Any, **more: Any) -> Gift:
    """Receive a gift of the account, with every word about people that there is."""
    donor = Donor(
        name=CANARY,
        email=user.email,
        address=f"{CANARY} Street",
        display_name=CANARY,
        is_anonymous=False,
        user_key=user.pk,
    )
    tribute = Tribute(
        kind="honour", name=OTHER, card_by="post", card_name=OTHER, card_address=OTHER
    )
    return receive_here(donor=donor, tribute=tribute, employer=f"{OTHER} Inc", **more)


def _erase(user: Any) -> bool:
    return erase_shopper(user_id=user.pk, now=timezone.now())


def _read_books() -> list[Any]:
    return list(Line.objects.order_by("pk").values_list("pk", "account__code", "amount_minor"))


def test_her_data_holds_her_gifts_and_their_receipts(user: Any) -> None:
    gift = _give(user)

    tables = collect_data(user=user)

    assert [row["number"] for row in tables["gifts"]] == [gift.number]
    assert tables["gifts"][0]["tribute_name"] == OTHER
    assert [row["gift_number"] for row in tables["gift_receipts"]] == [gift.number]
    assert (tables["monthly_gifts"], tables["gift_statements"]) == ([], [])


def test_a_gift_under_a_confirmed_address_is_hers_and_another_is_not(user: Any) -> None:
    hers = receive_here(donor=Donor(name=CANARY, email=user.email))
    receive_here(donor=Donor(name="Else", email="else@example.org"))

    tables = collect_data(user=user)

    assert [row["number"] for row in tables["gifts"]] == [hers.number]


def test_erased_the_person_is_gone_and_receipt_and_books_stay(user: Any) -> None:
    gift = _give(user)
    token = get_gift_token(gift)
    books = _read_books()
    receipts = list(GiftReceipt.objects.order_by("pk").values())

    assert _erase(user)

    text = serialize("json", [*Gift.objects.all(), *MonthlyGift.objects.all()])
    assert [name for name in (CANARY, OTHER, user.email) if name in text] == []
    assert Gift.objects.values_list("user_key", "amount_minor").get() == (None, 5_000)
    assert (list(GiftReceipt.objects.order_by("pk").values()), _read_books()) == (receipts, books)
    assert find_reference(purpose="gift", token=token, now=timezone.now()) is None
    assert list_donors_of(year=timezone.now().year) == []


def test_what_a_bank_takes_back_later_is_mailed_to_nobody(user: Any) -> None:
    gift = _give(user)
    _erase(user)
    mails = OutboxMessage.objects.count()

    refunding.record_dispute(
        gift_id=gift.pk, dispute_id="dp_1", taken_minor=5_000, now=timezone.now()
    )

    assert list(GiftReceipt.objects.order_by("serial").values_list("kind", flat=True)) == [
        "receipt",
        "void",
    ]
    assert OutboxMessage.objects.count() == mails


def test_a_gift_on_its_way_is_waited_for(user: Any) -> None:
    place(donor=Donor(name=CANARY, email=user.email, user_key=user.pk))

    with pytest.raises(ErasureRefused, match="not done yet"):
        _erase(user)

    assert get_user_model().objects.filter(pk=user.pk).exists()
    assert Gift.objects.get().donor_name == CANARY


def test_a_refund_on_its_way_is_waited_for(user: Any) -> None:
    gift = _give(user)
    request_refund(
        gift_id=gift.pk, amount_minor=100, reason="Asked", actor="staff:1", now=timezone.now()
    )

    with pytest.raises(ErasureRefused):
        _erase(user)

    gift.refresh_from_db()
    assert gift.donor_name == CANARY


def test_a_monthly_gift_that_runs_is_ended_first(user: Any) -> None:
    MonthlyGift.objects.create(
        number="M-1",
        state="active",
        donor_name=CANARY,
        donor_email=user.email,
        user_key=user.pk,
        amount_minor=2_500,
        placed_at=timezone.now(),
        subscription_id="sub_1",
        customer_id="cus_1",
    )

    with pytest.raises(ErasureRefused, match="End it first"):
        _erase(user)

    assert MonthlyGift.objects.get().donor_name == CANARY
