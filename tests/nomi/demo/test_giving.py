"""The demo's gifts: given once, known to the stand-in, and the books agree with it."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from impact.books import chart
from impact.books.queries import get_balance
from impact.giving.models import Gift, GiftReceipt, MonthlyGift
from nomi.demo.giving import seed_giving
from nomi.demo.staff import seed_staff
from nomi.sandbox.state import State

pytestmark = pytest.mark.django_db


def test_gifts_are_given_once_and_remembered(tmp_path: Path, settings: Any) -> None:
    settings.STAND_IN_FOLDER = str(tmp_path)
    seed_staff()

    for _ in range(2):
        seed_giving(now=timezone.now())

    monthly = MonthlyGift.objects.get()
    assert (monthly.state, monthly.gifts.count()) == ("active", 2)
    assert Gift.objects.filter(state="paid").count() == 5
    assert GiftReceipt.objects.count() == 5
    state = State(tmp_path)
    charged = sum(charge["amount"] for charge in state.list_all("charge"))
    state.close()
    assert get_balance(chart.GIFT_CLEARING) == charged


def test_without_a_stand_in_nothing_is_given(settings: Any) -> None:
    settings.STAND_IN_FOLDER = ""

    seed_giving(now=timezone.now())

    assert Gift.objects.count() == 0
