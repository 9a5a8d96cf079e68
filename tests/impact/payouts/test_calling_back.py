"""Calling a held wire back: whoever tried, and whatever became of its provider since."""

import pytest
from django.utils import timezone

from impact.books.queries import get_balances
from impact.payouts.models import Payout
from impact.payouts.refusals import WrongStateError
from impact.payouts.services import claiming, progress
from impact.payouts.services.calling_back import void_unsent_payout
from impact.payouts.services.providers import block_provider
from tests.impact.payouts import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]
HELD = (f"training:{builders.CODE}", f"committed:{builders.CODE}")


def call_back(payout: Payout) -> bool:
    return void_unsent_payout(
        payout_uid=payout.uid, reason="Called off.", actor="staff:4", now=timezone.now()
    )


def look(payout: Payout) -> tuple[object, ...]:
    payout.refresh_from_db()
    return payout.state, *get_balances(codes=HELD).values()


def test_held_wire_that_was_tried_comes_back_though_its_provider_is_blocked() -> None:
    payout = builders.make_payout()
    claiming.claim_payouts(rail="bank_wire", limit=1, now=timezone.now())
    progress.note_failed_try(payout_uid=payout.uid, error="No bank takes it.", now=timezone.now())
    block_provider(
        provider_id=payout.draw.provider_id, actor="staff:2", reason="Doubt.", now=timezone.now()
    )

    assert call_back(payout) is True
    assert look(payout) == ("voided", 100_000, 0)


def test_wire_in_a_file_is_not_called_back() -> None:
    payout = builders.send_payout(builders.make_payout())

    with pytest.raises(WrongStateError, match="only evidence"):
        call_back(payout)

    assert look(payout) == ("submitted", 88_000, 12_000)


def test_wire_that_was_called_back_is_not_called_back_again() -> None:
    payout = builders.make_payout()
    call_back(payout)

    with pytest.raises(WrongStateError):
        call_back(payout)

    assert look(payout) == ("voided", 100_000, 0)
