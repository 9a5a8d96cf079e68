"""Payments of many accounts, in the books and among the payouts, each at one stage.

The programme's steps that lead to a payment have their own tests; here they are left out, since
eleven accounts stand behind each figure.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from impact.books import services as books
from impact.payouts.models import DrawRequest, Payout, TrainingProvider
from tests.impact.payouts import builders

HELD, PAID, COMPLETED = "held", "settled", "completed"
CENTS = 12_000


def make_provider(kind: str = "school") -> TrainingProvider:
    return builders.make_provider(f"Sample {kind}", kind=kind)


def credit(codes: list[str], *, days_ago: int) -> None:
    """Put enough for three payments into each account, so many days ago."""
    at = timezone.now() - timedelta(days=days_ago)
    for code in codes:
        _post("fill", uuid4(), at, ("general", -3 * CENTS), (f"training:{code}", 3 * CENTS))
    shift(days_ago)


def pay(
    codes: list[str], provider: TrainingProvider, *, stage: str = COMPLETED, days_ago: int = 0
) -> list[Payout]:
    """Let $120.00 of each account be set aside, paid, or paid and proved, so many days ago."""
    at = timezone.now() - timedelta(days=days_ago)
    payouts = [_pay(code, provider, stage=stage, at=at) for code in codes]
    shift(days_ago)
    return payouts


def bring_back(payouts: list[Payout]) -> None:
    """Let the money of these payments have come back."""
    for payout in payouts:
        proof = builders.attach(payout.draw, "proof")
        builders.run_with_guards_off(
            "UPDATE payouts_payout SET proof_id = %s WHERE id = %s", proof.pk, payout.pk
        )
        builders.return_payout(payout)


def shift(days: int) -> None:
    """Let what was posted just now have been posted so many days ago."""
    builders.run_with_guards_off(
        "UPDATE books_entry SET posted_at = posted_at - make_interval(days => %s)"
        " WHERE posted_at > now() - interval '1 hour'",
        days,
    )


def _pay(code: str, provider: TrainingProvider, *, stage: str, at: datetime) -> Payout:
    uid = uuid4()
    hers, held = f"training:{code}", f"committed:{code}"
    books.open_account(code=held, kind="liability", floor_minor=0)
    hold = _post("hold", uid, at, (hers, -CENTS), (held, CENTS))
    left = None
    if stage != HELD:
        sides = ((held, -CENTS), ("clearing:payouts", CENTS))
        left = _post("settle", uid, at, *sides, resolves=hold)
    draw = DrawRequest(
        account_code=code,
        plan_line="First term",
        provider=provider,
        amount_minor=CENTS,
        reason="The term begins.",
        requested_by=builders.REQUESTER,
        requested_at=at,
        state=DrawRequest.State.RELEASED,
    )
    payout = Payout(
        uid=uid,
        draw=draw,
        rail=provider.rail,
        amount_minor=CENTS,
        state=stage,
        released_by=builders.RELEASER,
        released_at=at,
        release_reason="Agreed.",
        hold_entry_id=hold,
        resolving_entry_id=left,
        external_reference=f"LINE-{uid}",
        paid_minor=CENTS if left else None,
        settled_at=at if left else None,
        completed_at=at if stage == COMPLETED else None,
        proof_id=0 if stage == COMPLETED else None,
        next_try_at=at,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        draw.save()
        payout.draw = draw
        payout.save()
        cursor.execute("SET LOCAL session_replication_role = origin")
    return payout


def _post(
    step: str, uid: UUID, at: datetime, *grown: tuple[str, int], resolves: int | None = None
) -> int:
    posting = books.Posting(
        kind=f"payout-{step}",
        key=f"payout:{uid}:{step}",
        effective_on=at.date(),
        lines=[(account, -cents) for account, cents in grown],
        reference=f"payout:{uid}",
        resolves=resolves,
    )
    return books.post(posting).entry_id
