"""The demo shows a balance that is due, and one that waits for its second yes."""

import pytest
from django.utils import timezone

from impact.books.services import Posting, post
from impact.payouts.models import BalanceApproval, BalanceRelease
from impact.payouts.queries import list_due_balances
from nomi.demo.balances import seed_balances
from nomi.demo.participants import ACCOUNTS, seed_participants
from nomi.demo.staff import seed_staff

pytestmark = pytest.mark.django_db


def test_one_balance_is_due_and_one_waits_for_its_second_yes() -> None:
    now = timezone.now()
    seed_participants(now=now)
    seed_staff()
    for code, _pseudonym in ACCOUNTS:
        lines = [("general", 500), (f"training:{code}", -500)]
        post(Posting(kind="test", key=code, effective_on=now.date(), lines=lines))

    for _time in range(2):
        seed_balances(now=now)

    assert list(list_due_balances(on=now.date()).values()) == [500]
    assert BalanceRelease.objects.get().state == "proposed"
    assert BalanceApproval.objects.count() == 1
