"""Why a code cannot be used: each reason has its own words, and the basket stays as it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from tests.shop.shopping import (
    Shopper,
    make_basket,
    make_country,
    make_product,
    make_user,
    make_voucher,
)

pytestmark = pytest.mark.django_db
Voucher = get_model("voucher", "Voucher")


@pytest.fixture(autouse=True)
def _count_anew() -> None:
    cache.clear()
    make_country("US")


def use(voucher: Any, **who: Any) -> None:
    shopper = Shopper(
        basket=make_basket((make_product(), 1), **who), user=who.get("owner", AnonymousUser())
    )
    shopper.basket.vouchers.add(voucher)
    shopper.pay()


def expire(voucher: Any) -> None:
    Voucher.objects.filter(pk=voucher.pk).update(end_datetime=timezone.now() - timedelta(hours=1))


def postpone(voucher: Any) -> None:
    Voucher.objects.filter(pk=voucher.pk).update(start_datetime=timezone.now() + timedelta(hours=1))


def leave(_voucher: Any) -> None:
    """Do nothing to it."""


@pytest.mark.parametrize(
    ("facts", "happens", "words"),
    [
        ({}, expire, "This code has expired."),
        ({}, postpone, "This code cannot be used yet."),
        ({"usage": "Once per customer"}, leave, "good once for each account. Sign in"),
        ({"code": "OTHER"}, leave, "We do not know this code."),
    ],
)
def test_words_of_a_code_that_cannot_be_used(
    facts: dict[str, Any], happens: Callable[[Any], None], words: str
) -> None:
    happens(make_voucher(**{"code": "SPRING", **facts}))
    client = Client()
    client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})

    answer = client.post("/basket/vouchers/", {"code": "spring"})

    assert answer.status_code == 422
    assert words in answer.context["code_error"]
    assert answer.context["code"] == "spring"
    assert get_model("basket", "Basket").vouchers.through.objects.count() == 0


@pytest.mark.parametrize("facts", [{"usage": "Single use"}, {"usage": "Multi-use", "max_uses": 1}])
def test_a_code_that_others_used_up_says_so(facts: dict[str, Any]) -> None:
    use(make_voucher(code="FEW", **facts))
    client = Client()
    client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})

    answer = client.post("/basket/vouchers/", {"code": "FEW"})

    assert answer.status_code == 422
    assert answer.context["code_error"] == "This code has been used up."


def test_a_code_that_she_used_herself_says_so() -> None:
    user = make_user()
    use(make_voucher(code="MINE", usage="Once per customer"), owner=user)
    client = Client()
    client.force_login(user)
    get_model("basket", "Basket").objects.update(status="Submitted")
    client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})

    answer = client.post("/basket/vouchers/", {"code": "MINE"})

    assert answer.status_code == 422
    assert answer.context["code_error"] == "You have used this code in an earlier order."
