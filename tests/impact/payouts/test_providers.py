"""Providers: vetted by another, rested after a change, expired, screened, blocked, and India."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from impact.books.halts import PayoutsHaltedError, lift_halt, raise_halt
from impact.books.models import Halt
from impact.books.queries import get_balance
from impact.payouts.models import Fact, Payout
from impact.payouts.refusals import (
    DrawChangedError,
    FourEyesError,
    ProviderNotPayableError,
)
from impact.payouts.services import claiming, progress, proofs, providers
from impact.payouts.services.rules import set_rules
from tests.impact.payouts import builders
from tests.impact.payouts.builders import ACCOUNT, APPROVER, REQUESTER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]
INDIA = "SBININBB104"


def test_provider_is_not_vetted_by_its_proposer() -> None:
    now = timezone.now()
    facts = providers.ProviderFacts(name="Night School", country="KH", kind="school")
    provider = providers.propose_provider(facts=facts, actor=REQUESTER, now=now)

    with pytest.raises(FourEyesError):
        providers.approve_provider(
            provider_id=provider.pk,
            expires_on=now.date() + timedelta(days=9),
            screened_on=now.date(),
            actor=REQUESTER,
            reason="Mine.",
            now=now,
        )

    provider.refresh_from_db()
    assert (provider.status, provider.vetted_by) == ("proposed", "")


def test_changed_provider_is_a_proposal_again_and_cannot_be_paid() -> None:
    provider = builders.make_provider()
    draw = builders.make_confirmed_draw(provider)
    facts = providers.ProviderFacts(name="Renamed", country="KH", kind="school")
    providers.change_provider(
        provider_id=provider.pk, facts=facts, actor=REQUESTER, reason="Moved.", now=timezone.now()
    )

    with pytest.raises(ProviderNotPayableError, match="not approved"):
        builders.release_draw(draw)

    assert get_balance(f"training:{builders.CODE}") == 100_000


@pytest.mark.parametrize(
    ("age", "words"), [(builders.let_expire, "ended"), (builders.let_screening_age, "screened")]
)
def test_provider_expired_between_approval_release_and_sending_is_not_paid(
    age: object, words: str
) -> None:
    provider = builders.make_provider()
    payout = builders.make_payout(provider)
    draw = builders.make_confirmed_draw(provider)
    age(provider)

    with pytest.raises(ProviderNotPayableError, match=words):
        builders.release_draw(draw)
    with pytest.raises(ProviderNotPayableError, match=words):
        builders.send_payout(payout)

    assert claiming.claim_payouts(rail="bank_wire", limit=9, now=timezone.now()) == []
    assert (Payout.objects.get().state, draw.state) == ("held", "confirmed")
    assert get_balance(f"training:{builders.CODE}") == 88_000


def test_open_halt_stops_release_and_sending_until_it_is_lifted() -> None:
    provider = builders.make_provider()
    payout = builders.make_payout(provider)
    draw = builders.make_confirmed_draw(provider)
    raise_halt(cause="broken books", words=["A line was changed."], now=timezone.now())

    with pytest.raises(PayoutsHaltedError, match="broken books"):
        builders.release_draw(draw)
    with pytest.raises(PayoutsHaltedError):
        builders.send_payout(payout)
    assert claiming.claim_payouts(rail="bank_wire", limit=9, now=timezone.now()) == []

    lift_halt(halt_id=Halt.objects.get().pk, actor=APPROVER, reason="Mended.", now=timezone.now())
    assert builders.release_draw(draw).state == "held"


def test_india_is_paid_through_its_one_branch_only() -> None:
    provider = builders.make_provider(country="IN")
    draw = builders.make_confirmed_draw(provider)
    with pytest.raises(ProviderNotPayableError, match="State Bank of India"):
        builders.release_draw(draw)

    builders.add_bank_details(provider, replace(ACCOUNT, bic=INDIA))

    assert builders.release_draw(draw).state == "held"


def test_stripe_does_not_reach_india() -> None:
    provider = builders.make_provider(
        country="IN", rail="stripe_transfer", stripe_account_id="acct_1"
    )

    with pytest.raises(ProviderNotPayableError, match="cannot be paid this way"):
        builders.release_draw(builders.make_confirmed_draw(provider))


def test_new_stripe_account_rests_like_new_bank_details() -> None:
    provider = builders.make_provider(rail="stripe_transfer", stripe_account_id="acct_1")
    set_rules(now=timezone.now(), cool_off_hours=72)
    now = timezone.now()
    facts = providers.ProviderFacts(
        name=provider.name,
        country="KH",
        kind="school",
        rail="stripe_transfer",
        stripe_account_id="acct_2",
    )
    providers.change_provider(
        provider_id=provider.pk, facts=facts, actor=REQUESTER, reason="New.", now=now
    )
    providers.approve_provider(
        provider_id=provider.pk,
        expires_on=now.date() + timedelta(days=9),
        screened_on=now.date(),
        actor=APPROVER,
        reason="Checked.",
        now=now,
    )

    with pytest.raises(ProviderNotPayableError, match="rest"):
        builders.release_draw(builders.make_confirmed_draw(provider))


def test_rail_changed_after_approval_is_refused_at_release() -> None:
    provider = builders.make_provider()
    draw = builders.make_confirmed_draw(provider)
    facts = providers.ProviderFacts(
        name=provider.name,
        country="KH",
        kind="school",
        rail="stripe_transfer",
        stripe_account_id="acct_1",
    )
    now = timezone.now()
    providers.change_provider(
        provider_id=provider.pk, facts=facts, actor=REQUESTER, reason="Stripe.", now=now
    )

    with pytest.raises((DrawChangedError, ProviderNotPayableError)):
        builders.release_draw(draw)

    assert Payout.objects.count() == 0


def test_overdue_proof_blocks_the_provider_until_it_arrives() -> None:
    payout = builders.settle_payout(builders.send_payout(builders.make_payout()))
    provider = payout.draw.provider
    draw = builders.make_confirmed_draw(provider)
    builders.let_proof_be_late(payout)
    with pytest.raises(ProviderNotPayableError, match="Proof"):
        builders.release_draw(draw)

    assert [proofs.flag_overdue_proofs(now=timezone.now()) for _time in range(2)] == [1, 0]
    provider.refresh_from_db()
    assert (provider.status, provider.block_cause) == ("blocked", "proof")

    proof = builders.attach(payout.draw, "proof")
    progress.complete_payout(
        payout_uid=payout.uid, proof=proof, actor=REQUESTER, now=timezone.now()
    )
    provider.refresh_from_db()
    assert (provider.status, provider.block_cause) == ("approved", "")
    assert builders.release_draw(draw).state == "held"
    steps = list(Fact.objects.filter(provider=provider).values_list("what", flat=True))
    assert steps[-2:] == ["blocked", "unblocked"]


def test_provider_blocked_by_staff_stays_blocked_when_proof_arrives() -> None:
    payout = builders.settle_payout(builders.send_payout(builders.make_payout()))
    provider = payout.draw.provider
    providers.block_provider(
        provider_id=provider.pk, actor=APPROVER, reason="Complaint.", now=timezone.now()
    )

    progress.complete_payout(
        payout_uid=payout.uid,
        proof=builders.attach(payout.draw, "proof"),
        actor=REQUESTER,
        now=timezone.now(),
    )

    provider.refresh_from_db()
    assert provider.status == "blocked"
