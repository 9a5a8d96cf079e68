"""The demo's draws stand at every step; two are paid, and the bank shows it."""

from pathlib import Path

import pytest
from django.utils import timezone

from impact.banking.models import StatementLine
from impact.banking.queries import get_bank_position, is_explained
from impact.books import queries as books
from impact.books.services import Posting, post
from impact.payouts.models import DrawRequest, Payout, TrainingProvider
from nomi.demo.participants import ACCOUNTS, seed_participants
from nomi.demo.payouts import seed_payouts
from nomi.demo.providers import seed_providers
from nomi.demo.staff import seed_staff

pytestmark = pytest.mark.django_db


def test_draws_stand_at_each_step_and_two_were_paid(settings: object, tmp_path: Path) -> None:
    settings.PRIVATE_FOLDER = tmp_path
    settings.PAYOUT_MINIMUMS_MINOR = {"bank_wire": 100}
    seed_participants()
    seed_staff()
    for code, _pseudonym in ACCOUNTS:
        post(
            Posting(
                kind="test",
                key=f"fill:{code}",
                effective_on=timezone.now().date(),
                lines=[("general", 1_500), (f"training:{code}", -1_500)],
            )
        )

    for _time in range(2):
        seed_providers(now=timezone.now())
        seed_payouts(now=timezone.now())

    assert sorted(DrawRequest.objects.values_list("state", flat=True)) == [
        *("approved", "confirmed", "rejected", "released", "released", "released", "requested")
    ]
    assert list(Payout.objects.order_by("pk").values_list("state", flat=True)) == [
        *("settled", "completed", "held")
    ]
    assert TrainingProvider.objects.filter(status="approved").count() == 2
    explained = StatementLine.objects.filter(is_explained())
    assert (StatementLine.objects.count(), explained.count()) == (4, 3)
    assert books.get_balance("clearing:payouts") == 0
    assert get_bank_position().difference_minor == 0
    assert books.list_faults() == []
