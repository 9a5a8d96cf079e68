"""Providers, draws and payouts made through the services, valid by default.

REQUESTER asks, APPROVER (and SECOND) agree, RECORDER takes her word, RELEASER releases.
"""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.db import connection
from django.utils import timezone
from PIL import Image

from impact.books import services as books
from impact.participants.models import TrainingAccount
from impact.participants.queries.plans import find_plan_in_force
from impact.participants.services import open_training_account
from impact.participants.services.plans import Draft, Yes, agree_plan, write_plan
from impact.payouts.models import Attachment, DrawRequest, Payout, TrainingProvider
from impact.payouts.services import bank_details, draws, progress, providers
from impact.payouts.services.files import attach_file
from impact.payouts.services.rules import set_rules

REQUESTER, APPROVER, SECOND, RELEASER = "staff:1", "staff:2", "staff:3", "staff:4"
RECORDER = "staff:5"
CODE = "AAAAAAAA"
ACCOUNT = bank_details.BankAccount(
    holder="Sample School",
    account_number="000123456789",
    bic="ABAAKHPP",
    bank_name="Sample Bank",
    street="1 Sample Street",
    town="Phnom Penh",
    country="KH",
)


def draw_picture() -> bytes:
    """Return a small valid JPEG."""
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    return file.getvalue()


def fill_account(code: str = CODE, *, amount_minor: int = 100_000) -> str:
    """Open a training account and put money into it; return its code."""
    today = timezone.now().date()
    open_training_account(code=code, pseudonym=f"Leaf {code}", opened_on=today)
    books.post(
        books.Posting(
            kind="test",
            key=f"fill:{code}:{amount_minor}",
            effective_on=today,
            lines=[("general", amount_minor), (f"training:{code}", -amount_minor)],
        )
    )
    keep_plan(code)
    return code


def keep_plan(code: str, words: str = "First term", *, budget_minor: int = 10_000_000) -> None:
    """Let her plan in force have the line; a new version keeps none of the others."""
    plan = find_plan_in_force(code)
    account = TrainingAccount.objects.filter(code=code).first()
    if account is None or (plan is not None and plan.lines.filter(words=words).exists()):
        return
    now = timezone.now()
    plan = write_plan(
        participant_id=account.participant.pk,
        draft=Draft(goals=["seamstress"], lines=[(budget_minor, words)]),
        reason="The next step.",
        actor=REQUESTER,
        now=now,
    )
    yes = Yes(method="signature", language="Khmer", agreed_on=now.date())
    agree_plan(plan_id=plan.pk, yes=yes, actor=RECORDER, now=now)


def make_provider(name: str = "Sample School", **facts: Any) -> TrainingProvider:
    """A vetted provider with approved bank details that have rested."""
    now = timezone.now()
    set_rules(now=now, cool_off_hours=0)
    given = {"country": "KH", "kind": "school", **facts}
    provider = providers.propose_provider(
        facts=providers.ProviderFacts(name=name, **given), actor=REQUESTER, now=now
    )
    provider = providers.approve_provider(
        provider_id=provider.pk,
        expires_on=now.date() + timedelta(days=365),
        screened_on=now.date(),
        actor=APPROVER,
        reason="Visited.",
        now=now,
    )
    if provider.rail == TrainingProvider.Rail.BANK_WIRE:
        add_bank_details(provider)
    set_rules(now=now)
    return provider


def add_bank_details(
    provider: TrainingProvider, account: bank_details.BankAccount = ACCOUNT
) -> None:
    """Propose and approve where the provider's money goes."""
    now = timezone.now()
    details = bank_details.propose_bank_details(
        provider_id=provider.pk, account=account, actor=REQUESTER, reason="Letter.", now=now
    )
    bank_details.approve_bank_details(
        details_id=details.pk, actor=APPROVER, reason="Called back.", now=now
    )


def request_draw(provider: TrainingProvider | None = None, **changes: Any) -> DrawRequest:
    """A request of $120.00 for the first term's fee."""
    actor = changes.pop("actor", REQUESTER)
    keep_plan(changes.get("account_code", CODE))
    wish = {
        "account_code": CODE,
        "plan_line": "First term",
        "provider": provider or make_provider(),
        "amount_minor": 12_000,
        "reason": "The term begins.",
    }
    return draws.request_draw(
        wish=draws.Wish(**{**wish, **changes}), actor=actor, now=timezone.now()
    )


def approve_draw(draw: DrawRequest, actor: str = APPROVER) -> DrawRequest:
    """One more yes."""
    return draws.approve_draw(
        draw_id=draw.pk, actor=actor, reason="In her plan.", now=timezone.now()
    )


def attach(draw: DrawRequest, purpose: str, actor: str = REQUESTER) -> Attachment:
    """A small picture that belongs to the draw."""
    return attach_file(
        draw_id=draw.pk, purpose=purpose, content=draw_picture(), actor=actor, now=timezone.now()
    )


def confirm_draw(draw: DrawRequest, actor: str = RECORDER, **changes: Any) -> DrawRequest:
    """Her signature, recorded by another than the one who asked."""
    given = {"method": "signature", "language": "Khmer", **changes}
    evidence = given.pop("evidence", None) or attach(draw, "confirmation")
    return draws.confirm_draw(
        draw_id=draw.pk, evidence=evidence, actor=actor, now=timezone.now(), **given
    )


def make_confirmed_draw(provider: TrainingProvider) -> DrawRequest:
    """A draw that waits for its release."""
    draw = request_draw(provider)
    approve_draw(draw)
    return confirm_draw(draw)


def release_draw(draw: DrawRequest, actor: str = RELEASER) -> Payout:
    """The money is set aside."""
    return draws.release_draw(draw_id=draw.pk, actor=actor, reason="Agreed.", now=timezone.now())


def make_payout(provider: TrainingProvider | None = None, **changes: Any) -> Payout:
    """A held payout, with everything in place; fill the account first."""
    draw = request_draw(provider, **changes)
    approve_draw(draw)
    if draw.approvals_needed > 1:
        approve_draw(draw, SECOND)
    confirm_draw(draw)
    return release_draw(draw)


def send_payout(payout: Payout, reference: str = "FILE-1") -> Payout:
    """The rail has it."""
    progress.mark_submitted(payout_uid=payout.uid, reference=reference, now=timezone.now())
    payout.refresh_from_db()
    return payout


def settle_payout(payout: Payout, **changes: Any) -> Payout:
    """The money was seen leaving."""
    now = timezone.now()
    evidence = {
        "paid_minor": payout.amount_minor,
        "reference": payout.external_reference or "LINE-1",
        "settled_on": now.date(),
        "actor": "system",
        "now": now,
    }
    progress.settle_payout(payout_uid=payout.uid, **{**evidence, **changes})
    payout.refresh_from_db()
    return payout


def return_payout(payout: Payout) -> Payout:
    """All of the money came back."""
    now = timezone.now()
    progress.return_payout(
        payout_uid=payout.uid,
        returned_minor=payout.paid_minor,
        reference="BACK-1",
        returned_on=now.date(),
        actor="system",
        now=now,
    )
    payout.refresh_from_db()
    return payout


def run_with_guards_off(sql: str, *values: object) -> None:
    """Run as a superuser whom no trigger stops: time passes, or somebody tampers."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values or None)
        cursor.execute("SET LOCAL session_replication_role = origin")


def let_expire(provider: TrainingProvider) -> None:
    """Let the provider's approval have ended yesterday."""
    run_with_guards_off(
        "UPDATE payouts_trainingprovider SET expires_on = current_date - 2 WHERE id = %s",
        provider.pk,
    )


def let_screening_age(provider: TrainingProvider) -> None:
    """Let the last look into the sanctions lists be more than a year ago."""
    run_with_guards_off(
        "UPDATE payouts_trainingprovider SET screened_on = current_date - 400 WHERE id = %s",
        provider.pk,
    )


def let_details_be_fresh(provider: TrainingProvider, hours: int = 1) -> None:
    """Let the bank details have to rest for some hours more."""
    run_with_guards_off(
        "UPDATE payouts_bankdetails SET usable_from = now() + make_interval(hours => %s)"
        " WHERE provider_id = %s",
        hours,
        provider.pk,
    )


def let_proof_be_late(payout: Payout, days: int = 61) -> None:
    """Let the payment have been made that many days ago."""
    run_with_guards_off(
        "UPDATE payouts_payout SET settled_at = now() - make_interval(days => %s) WHERE id = %s",
        days,
        payout.pk,
    )
