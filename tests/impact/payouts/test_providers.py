"""Providers: vetted by another, rested after a change, expired, screened, blocked, and India."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from impact.books.halts import PayoutsHaltedError, lift_halt, raise_halt
from impact.books.models import Halt
from impact.books.queries import get_balance
from impact.payouts.models import BankDetails, DrawRequest, Fact, Payout, TrainingProvider
from impact.payouts.refusals import (
    BadDetailsError,
    BalanceTooSmallError,
    DrawChangedError,
    FourEyesError,
    ProviderNotPayableError,
    WrongAmountError,
)
from impact.payouts.services import bank_details, claiming, draws, progress, proofs, providers
from impact.payouts.services.rules import set_rules
from tests.impact.payouts import builders
from tests.impact.payouts.builders import ACCOUNT, APPROVER, REQUESTER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]
INDIA = "SBININBB104"


def confirm(provider: TrainingProvider) -> DrawRequest:
    draw = builders.request_draw(provider)
    builders.approve_draw(draw)
    return builders.confirm_draw(draw)


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
    draw = confirm(provider)
    facts = providers.ProviderFacts(name="Renamed", country="KH", kind="school")
    providers.change_provider(
        provider_id=provider.pk, facts=facts, actor=REQUESTER, reason="Moved.", now=timezone.now()
    )

    with pytest.raises(ProviderNotPayableError, match="not approved"):
        builders.release_draw(draw)

    assert get_balance(f"training:{builders.CODE}") == 100_000


def test_bank_details_lie_sealed_and_open_for_their_own_row_only() -> None:
    provider = builders.make_provider()

    details = BankDetails.objects.get()

    assert ACCOUNT.account_number.encode() not in bytes(details.sealed)
    assert details.hint == "6789"
    assert bank_details.open_bank_account(provider) == ACCOUNT
    with pytest.raises(json.JSONDecodeError):
        json.loads(bytes(details.sealed).decode("latin-1"))


def test_bank_details_are_not_approved_by_their_proposer() -> None:
    provider = builders.make_provider()
    now = timezone.now()
    fresh = bank_details.propose_bank_details(
        provider_id=provider.pk,
        account=replace(ACCOUNT, account_number="999"),
        actor=REQUESTER,
        reason="New bank.",
        now=now,
    )

    with pytest.raises(FourEyesError):
        bank_details.approve_bank_details(
            details_id=fresh.pk, actor=REQUESTER, reason="Mine.", now=now
        )

    assert bank_details.open_bank_account(provider) == ACCOUNT


def test_changed_bank_details_rest_for_72_hours_before_release_and_before_sending() -> None:
    provider = builders.make_provider()
    payout = builders.make_payout(provider)
    draw = confirm(provider)
    set_rules(now=timezone.now(), cool_off_hours=72)
    builders.add_bank_details(provider, replace(ACCOUNT, account_number="999"))

    usable_from = BankDetails.objects.get(state="approved").usable_from
    assert timedelta(hours=71) < usable_from - timezone.now() <= timedelta(hours=72)
    with pytest.raises(ProviderNotPayableError, match="rest"):
        builders.release_draw(draw)
    with pytest.raises(ProviderNotPayableError, match="rest"):
        builders.send_payout(payout)
    assert claiming.claim_payouts(rail="bank_wire", limit=9, now=timezone.now()) == []
    assert Payout.objects.get().state == "held"

    builders.let_details_be_fresh(provider, hours=0)
    assert builders.release_draw(draw).state == "held"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"holder": " "}, "holder"),
        ({"account_number": ""}, "holder"),
        ({"bic": "ABC"}, "8 or 11"),
        ({"bic": "", "bank_name": ""}, "code"),
        ({"account_number": "DE89 3704 0044 0532 0130 01"}, "check digits"),
    ],
)
def test_impossible_bank_details_are_refused(change: dict[str, str], words: str) -> None:
    provider = builders.make_provider()

    with pytest.raises(BadDetailsError, match=words):
        bank_details.propose_bank_details(
            provider_id=provider.pk,
            account=replace(ACCOUNT, **change),
            actor=REQUESTER,
            reason="Typo.",
            now=timezone.now(),
        )

    assert BankDetails.objects.count() == 1


def test_right_iban_is_known_by_its_check_digits() -> None:
    assert bank_details.is_iban("DE89370400440532013000")
    assert not bank_details.is_iban("DE89370400440532013001")


@pytest.mark.parametrize(
    ("age", "words"), [(builders.let_expire, "ended"), (builders.let_screening_age, "screened")]
)
def test_provider_expired_between_approval_release_and_sending_is_not_paid(
    age: object, words: str
) -> None:
    provider = builders.make_provider()
    payout = builders.make_payout(provider)
    draw = confirm(provider)
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
    draw = confirm(provider)
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
    draw = confirm(provider)
    with pytest.raises(ProviderNotPayableError, match="State Bank of India"):
        builders.release_draw(draw)

    builders.add_bank_details(provider, replace(ACCOUNT, bic=INDIA))

    assert builders.release_draw(draw).state == "held"


def test_stripe_does_not_reach_india() -> None:
    provider = builders.make_provider(
        country="IN", rail="stripe_transfer", stripe_account_id="acct_1"
    )

    with pytest.raises(ProviderNotPayableError, match="cannot be paid this way"):
        builders.release_draw(confirm(provider))


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
        builders.release_draw(confirm(provider))


def test_rail_changed_after_approval_is_refused_at_release() -> None:
    provider = builders.make_provider()
    draw = confirm(provider)
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
    draw = confirm(provider)
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


@pytest.mark.parametrize("amount", [0, -1, 10**15, 12.5, "100", True])
def test_request_of_an_impossible_amount_is_refused(amount: object) -> None:
    provider = builders.make_provider()

    with pytest.raises(WrongAmountError):
        builders.request_draw(provider, amount_minor=amount)

    assert DrawRequest.objects.count() == 0


def test_request_above_the_balance_is_refused_and_again_at_release() -> None:
    provider = builders.make_provider()
    with pytest.raises(BalanceTooSmallError):
        builders.request_draw(provider, amount_minor=100_001)
    waiting = [confirm(provider) for _number in range(9)]

    released = [builders.release_draw(draw) for draw in waiting[:8]]
    with pytest.raises(BalanceTooSmallError):
        builders.release_draw(waiting[8])

    assert len(released) == Payout.objects.count() == 8
    assert get_balance(f"training:{builders.CODE}") == 4_000


def give(**changes: object) -> draws.ForeignAmount:
    foreign = {
        "amount_minor": 48_792_000,
        "currency": "KHR",
        "rate": "4066",
        "rate_source": "National Bank",
        "rate_on": timezone.now().date(),
    }
    return draws.ForeignAmount(**{**foreign, **changes})


def test_foreign_amount_is_kept_with_its_rate() -> None:
    payout = builders.make_payout(foreign=give())

    payout.refresh_from_db()
    assert (payout.foreign_amount_minor, payout.foreign_currency) == (48_792_000, "KHR")
    assert (payout.rate, payout.rate_source) == (4066, "National Bank")


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "XXX"},
        {"currency": "khr"},
        {"amount_minor": 0},
        {"amount_minor": 10**15},
        {"amount_minor": 1.5},
        {"rate": "0"},
        {"rate_source": ""},
        {"amount_minor": 49_000_000},
    ],
)
def test_foreign_amount_must_be_possible(change: dict[str, object]) -> None:
    provider = builders.make_provider()

    with pytest.raises(WrongAmountError):
        builders.request_draw(provider, foreign=give(**change))

    assert DrawRequest.objects.count() == 0
