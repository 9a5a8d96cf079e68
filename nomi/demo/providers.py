"""Invented training providers: two of them vetted before the first payment, one proposed."""

from datetime import datetime, timedelta

from impact.payouts.models import TrainingProvider
from impact.payouts.services import bank_details, providers
from nomi.demo.logins import APPROVER_EMAIL, COORDINATOR_EMAIL
from nomi.demo.staff import name_staff

SEWING, EVENING, CHILDCARE = "Riverbank Sewing Course", "Evening Light School", "Little Mango Care"
PROVIDERS = (
    (SEWING, "course", "000100200301"),
    (EVENING, "school", "000100200302"),
    (CHILDCARE, "childcare", ""),
)
VETTED = timedelta(days=310)
"""How long ago: before the first of them was paid, and not so long that the vetting has lapsed."""


def seed_providers(now: datetime) -> None:
    """Have them proposed by one and vetted by another of the staff; once only."""
    if TrainingProvider.objects.exists():
        return
    for name, kind, number in PROVIDERS:
        _make_provider(name, kind=kind, number=number, now=now - VETTED)


def find_provider(name: str) -> TrainingProvider:
    """Return one of them."""
    return TrainingProvider.objects.get(name=name)


def _make_provider(name: str, *, kind: str, number: str, now: datetime) -> TrainingProvider:
    """Make a provider; one without an account number stays a proposal."""
    provider = providers.propose_provider(
        facts=providers.ProviderFacts(name=name, country="KH", kind=kind),
        actor=name_staff(COORDINATOR_EMAIL),
        now=now,
    )
    if not number:
        return provider
    provider = providers.approve_provider(
        provider_id=provider.pk,
        expires_on=now.date() + VETTED + timedelta(days=365),
        screened_on=now.date(),
        actor=name_staff(APPROVER_EMAIL),
        reason="Visited; not on any list.",
        now=now,
    )
    account = bank_details.BankAccount(
        holder=name,
        account_number=number,
        bic="SMPLKHPP",
        bank_name="Sample Bank",
        street="1 Sample Street",
        town="Phnom Penh",
        country="KH",
    )
    details = bank_details.propose_bank_details(
        provider_id=provider.pk,
        account=account,
        actor=name_staff(COORDINATOR_EMAIL),
        reason="From the letterhead.",
        now=now,
    )
    bank_details.approve_bank_details(
        details_id=details.pk, actor=name_staff(APPROVER_EMAIL), reason="Called back.", now=now
    )
    return provider
