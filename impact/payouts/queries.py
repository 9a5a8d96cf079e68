"""Reading draws and payouts: sums for the public, and what waits for whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from impact.books.queries import get_balances
from impact.participants.models import name_books_account
from impact.participants.queries import list_held_balances
from impact.participants.queries.plans import find_plan_in_force
from impact.payouts.models import (
    Attachment,
    BalanceApproval,
    BalanceRelease,
    DrawApproval,
    DrawConfirmation,
    DrawRequest,
    Fact,
    Payout,
)
from impact.payouts.models.facts import PAPER_TAKEN

State = DrawRequest.State


@dataclass(frozen=True, kw_only=True)
class PaidSums:
    """US cents of training accounts that went to providers."""

    paid_minor: int
    """Left us, proof still to come."""
    completed_minor: int
    """Left us, with proof on file."""


def get_paid_sums(*, before: datetime) -> PaidSums:
    """Return what was paid and what was completed before the moment, less what came back.

    A payment counts from the moment when the books say so.
    """
    left = Payout.objects.filter(
        resolving_entry__posted_at__lt=before, paid_minor__isnull=False
    ).exclude(return_entry__posted_at__lt=before)
    sums = left.aggregate(
        total=Sum("amount_minor", default=0),
        completed=Sum("amount_minor", default=0, filter=Q(completed_at__lt=before)),
    )
    return PaidSums(paid_minor=sums["total"] - sums["completed"], completed_minor=sums["completed"])


@dataclass(frozen=True, kw_only=True)
class PaidBy:
    """One payment that left us and did not come back."""

    account_code: str
    kind: str
    """What the provider is: school, course and so on."""
    amount_minor: int


def list_paid_by(*, through: date) -> list[PaidBy]:
    """Return each payment that left us up to the end of the day and had not come back by then.

    By the days of the entries, as `list_balances` reads the accounts that they came from: a payment
    of a quarter's last day belongs to that quarter, whenever the bank told of it.
    """
    left = Payout.objects.filter(
        resolving_entry__effective_on__lte=through, paid_minor__isnull=False
    )
    return _list_paid(left.exclude(return_entry__effective_on__lte=through))


def list_paid_before(moment: datetime) -> list[PaidBy]:
    """Return each payment that counted as paid or completed at the moment; see `get_paid_sums`."""
    left = Payout.objects.filter(resolving_entry__posted_at__lt=moment, paid_minor__isnull=False)
    return _list_paid(left.exclude(return_entry__posted_at__lt=moment))


def _list_paid(payouts: QuerySet[Payout]) -> list[PaidBy]:
    rows = payouts.order_by("pk").values_list(
        "draw__account_code", "draw__provider__kind", "amount_minor"
    )
    return [PaidBy(account_code=code, kind=kind, amount_minor=cents) for code, kind, cents in rows]


def count_fewest_accounts(*, before: datetime) -> int:
    """Return how many training accounts stand behind the rarest of committed, paid, completed.

    As of the moment. A figure that fewer than eleven accounts stand behind is nobody's to publish
    (DOMAIN.md, rule 23).
    """
    resolved = Q(resolving_entry__posted_at__lt=before)
    left = resolved & Q(paid_minor__isnull=False) & ~Q(return_entry__posted_at__lt=before)
    done = Q(completed_at__lt=before)
    states = {"held": ~resolved, "paid": left & ~done, "completed": left & done}
    counts = Payout.objects.filter(hold_entry__posted_at__lt=before).aggregate(
        **{
            name: Count("draw__account_code", distinct=True, filter=state)
            for name, state in states.items()
        }
    )
    return int(min(counts.values()))


def list_uses(*, before: datetime) -> dict[str, tuple[int, int, int]]:
    """Return what each training account has committed, paid and completed, in cents, by its code.

    As of the moment; see `get_paid_sums`.
    """
    resolved = Q(resolving_entry__posted_at__lt=before)
    left = resolved & Q(paid_minor__isnull=False) & ~Q(return_entry__posted_at__lt=before)
    done = Q(completed_at__lt=before)
    rows = (
        Payout.objects.filter(hold_entry__posted_at__lt=before)
        .values_list("draw__account_code")
        .annotate(
            held=Sum("amount_minor", default=0, filter=~resolved),
            paid=Sum("amount_minor", default=0, filter=left & ~done),
            completed=Sum("amount_minor", default=0, filter=left & done),
        )
    )
    return {code: (held, paid, completed) for code, held, paid, completed in rows}


@dataclass(frozen=True, kw_only=True)
class LineBudget:
    """A line of a plan in force, in cents: its budget, and what no draw has asked for yet."""

    budget_minor: int
    left_minor: int


def find_line_budget(*, account_code: str, plan_line: str) -> LineBudget | None:
    """Return what the line may cost; None when no plan in force has it. Three queries.

    Counted as the database counts it when a draw is asked for (`draw_cites_a_line_of_her_plan`).
    """
    plan = find_plan_in_force(account_code)
    line = plan.lines.filter(words=plan_line).first() if plan else None
    if line is None:
        return None
    draws = DrawRequest.objects.filter(account_code=account_code, plan_line=plan_line)
    gone = Q(state__in=(State.REJECTED, State.CANCELLED)) | Q(
        payout__state__in=(Payout.State.VOIDED, Payout.State.RETURNED)
    )
    asked = draws.exclude(gone).aggregate(total=Sum("amount_minor", default=0))["total"]
    return LineBudget(budget_minor=line.budget_minor, left_minor=line.budget_minor - asked)


def find_to_approve(actor: str) -> QuerySet[DrawRequest]:
    """Return the draws that wait for approval and that this person may approve."""
    mine = DrawApproval.objects.filter(draw=OuterRef("pk"), approved_by=actor)
    return DrawRequest.objects.filter(~Exists(mine), state=State.REQUESTED).exclude(
        requested_by=actor
    )


def find_to_confirm(actor: str) -> QuerySet[DrawRequest]:
    """Return the draws that wait for her word, which this person may record."""
    return DrawRequest.objects.filter(state=State.APPROVED).exclude(requested_by=actor)


def find_to_release(actor: str) -> QuerySet[DrawRequest]:
    """Return the draws that wait for release and that this person may release."""
    approved = DrawApproval.objects.filter(draw=OuterRef("pk"), approved_by=actor)
    took_word = DrawConfirmation.objects.filter(draw=OuterRef("pk")).filter(
        Q(recorded_by=actor) | Q(witness=actor)
    )
    return DrawRequest.objects.filter(
        ~Exists(approved), ~Exists(took_word), state=State.CONFIRMED
    ).exclude(requested_by=actor)


def find_to_send() -> QuerySet[DrawRequest]:
    """Return the draws whose payout waits for its rail."""
    return DrawRequest.objects.filter(payout__state=Payout.State.HELD)


def find_without_proof() -> QuerySet[DrawRequest]:
    """Return the draws that were paid and wait for proof."""
    return DrawRequest.objects.filter(payout__state=Payout.State.SETTLED)


def find_late_proofs() -> QuerySet[DrawRequest]:
    """Return the draws whose proof is overdue; their providers are blocked."""
    return find_without_proof().filter(payout__proof_overdue_at__isnull=False)


def names_her(paper: Attachment) -> bool:
    """Return whether the paper shows who she is.

    Hers shows her signature or thumbprint, a certificate or a list of attendance her name.
    """
    return paper.purpose in {Attachment.Purpose.CONFIRMATION, Attachment.Purpose.PROOF}


def may_take_paper(user: Any, paper: Attachment) -> bool:
    """Return whether this person may read the paper."""
    may = user.has_perm("payouts.view_attachment")
    return bool(may and (not names_her(paper) or user.has_perm("payouts.open_confirmation")))


def list_taken_papers(account_code: str) -> QuerySet[Fact]:
    """Return who took a paper of her draws out, and why: it is hers to see."""
    return Fact.objects.filter(draw__account_code=account_code, what=PAPER_TAKEN)


def find_failing() -> QuerySet[DrawRequest]:
    """Return the draws whose payment could not be sent so far."""
    return find_to_send().exclude(payout__error="")


def list_due_balances(*, on: date) -> dict[str, int]:
    """Return the cents that stand in each account whose 24 months are over, by its code.

    Only accounts that nobody has proposed to release so far.
    """
    proposed = BalanceRelease.objects.filter(state=BalanceRelease.State.PROPOSED)
    taken = set(proposed.values_list("account__code", flat=True))
    codes = [code for code in list_held_balances(on=on) if code not in taken]
    stands = get_balances(codes=map(name_books_account, codes))
    return {code: cents for code in codes if (cents := stands[name_books_account(code)]) > 0}


def find_releases_to_approve(actor: str) -> QuerySet[BalanceRelease]:
    """Return the balances proposed for release that this person may agree to."""
    mine = BalanceApproval.objects.filter(release=OuterRef("pk"), approved_by=actor)
    proposed = BalanceRelease.objects.filter(~Exists(mine), state=BalanceRelease.State.PROPOSED)
    return proposed.exclude(proposed_by=actor)
