"""Calling a held wire back: whoever tried, and whatever became of its provider since."""

import pytest
from django.urls import reverse
from django.utils import timezone

from impact.books.queries import get_balances
from impact.payouts.models import Fact, Payout
from impact.payouts.refusals import WrongStateError
from impact.payouts.services import calling_back, claiming, progress
from impact.payouts.services.calling_back import void_unsent_payout
from impact.payouts.services.providers import block_provider
from tests.impact.payouts import builders
from tests.impact.payouts.test_payout_screens import sign_in

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


def test_payout_is_called_back_on_its_draw_by_who_may_release() -> None:
    payout = builders.make_payout()
    address = reverse("admin:payouts_drawrequest_ask", args=(payout.draw_id, "call-back"))
    looker, releaser = sign_in("looker"), sign_in("releaser", "release_drawrequest")

    strange = looker.post(address, {"reason": "Called off."})
    empty = releaser.post(address, {"reason": ""})
    before = look(payout)
    done = releaser.post(address, {"reason": "The course was called off."})

    assert (strange.status_code, empty.status_code, done.status_code) == (403, 200, 302)
    assert before == ("held", 88_000, 12_000)
    assert look(payout) == ("voided", 100_000, 0)
    fact = Fact.objects.get(what="voided")
    assert (fact.words, fact.actor) == ("The course was called off.", releaser.actor)


def test_refused_call_back_keeps_the_reason_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    payout = builders.make_payout()
    address = reverse("admin:payouts_drawrequest_ask", args=(payout.draw_id, "call-back"))

    def refuse(**_facts: object) -> int:
        raise WrongStateError(calling_back.SILENT)

    monkeypatch.setattr(calling_back, "_hold_back", refuse)

    page = sign_in("releaser", "release_drawrequest").post(address, {"reason": "Called off."})

    assert "Stripe did not answer" in page.content.decode()
    assert "Called off." in page.content.decode()
    assert look(payout) == ("held", 88_000, 12_000)
