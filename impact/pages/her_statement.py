"""One training account told in plain words: what came in and why, what was paid, what is left.

It is read from the books, line by line, and explained from the runs and the payments. A code and
a pseudonym stand on it, and no name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from impact.books.chart import COMMITTED
from impact.books.exports.facts import as_of_one_moment
from impact.books.models import Account
from impact.books.places import find_newest_places
from impact.books.queries import get_balance
from impact.books.statements import RunningLine, iterate_statement
from impact.pages.her_looks import Looked, list_looks_at
from impact.pages.words import write_cents
from impact.participants.models import Dispute, TrainingAccount
from impact.payouts.models import DrawRequest, Payout
from impact.shares.models import Allocation, AllocationPolicy

ALLOCATION, RELEASE = "allocation", "balance-release"
PAID = (Payout.State.SETTLED, Payout.State.COMPLETED)

KEPT_FOR_HER = gettext_lazy(
    "This money is kept for your training. We pay the school, the course or the shop for you, after"
    " you have said yes."
)
IF_WRONG = gettext_lazy(
    "Tell somebody of the programme whom you trust, and say the number of the line. You may ask at"
    " any time, and it changes nothing for you. A mistake is put right by a new line, and two"
    " people must agree to it. No line is ever taken away."
)
RULES = {
    AllocationPolicy.Rule.EQUAL: gettext_lazy(
        "On %(day)s %(amount)s came from the Training Fund: it was divided equally among"
        " %(count)s accounts."
    ),
    AllocationPolicy.Rule.LEAST_FUNDED: gettext_lazy(
        "On %(day)s %(amount)s came from the Training Fund: it was divided among %(count)s"
        " accounts, first to those with least of their plan paid for."
    ),
    AllocationPolicy.Rule.WEIGHTS: gettext_lazy(
        "On %(day)s %(amount)s came from the Training Fund: it was divided among %(count)s"
        " accounts, by the weights that were set beforehand."
    ),
}
PAYMENTS = {
    "payout-hold": gettext_lazy("On %(day)s %(amount)s was set aside%(purpose)s."),
    "payout-void": gettext_lazy(
        "On %(day)s %(amount)s came back: the payment%(purpose)s was not made."
    ),
    "payout-return": gettext_lazy(
        "On %(day)s %(amount)s came back: the payment%(purpose)s was returned to us."
    ),
}
DRAW_WORDS = {
    DrawRequest.State.REQUESTED: gettext_lazy("asked for; nobody has decided yet"),
    DrawRequest.State.APPROVED: gettext_lazy("agreed to; waits for your word"),
    DrawRequest.State.CONFIRMED: gettext_lazy("you said yes; waits to be sent"),
    DrawRequest.State.REJECTED: gettext_lazy("refused; nothing was taken"),
    DrawRequest.State.CANCELLED: gettext_lazy("called off; nothing was taken"),
}
PAYOUT_WORDS = {
    Payout.State.HELD: gettext_lazy("set aside; on its way soon"),
    Payout.State.SUBMITTED: gettext_lazy("sent; not yet there"),
    Payout.State.SETTLED: gettext_lazy("paid"),
    Payout.State.COMPLETED: gettext_lazy("paid, and the training is proved"),
    Payout.State.VOIDED: gettext_lazy("not made; the money is back in your account"),
    Payout.State.RETURNED: gettext_lazy("sent back to us; the money is back in your account"),
}


class UnknownTrainingAccountError(Exception):
    """No training account has this code."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One line in words, with what was left after it, in cents."""

    number: int
    words: str
    amount_minor: int
    left_minor: int


@dataclass(frozen=True, kw_only=True)
class Payment:
    """What was asked for, from whom, for what, and how it stands."""

    asked_on: date
    provider: str
    plan_line: str
    amount_minor: int
    state: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """A line that looked wrong to her, in her words, and what was answered; "" while it waits."""

    asked_on: date
    line_number: int
    her_words: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class HerStatement:
    """Everything on the page; amounts in cents."""

    code: str
    pseudonym: str
    movements: list[Movement]
    payments: list[Payment]
    questions: list[Question]
    looks: list[Looked]
    paid_minor: int
    aside_minor: int
    released_minor: int
    """What went back to the fund, long after she left."""
    left_minor: int

    @property
    def received_minor(self) -> int:
        """What came in: it was paid, is set aside, went back to the fund, or is left."""
        return self.paid_minor + self.aside_minor + self.released_minor + self.left_minor


def get_her_statement(code: str) -> HerStatement:
    """Return the account's statement as it stands now; raise `UnknownTrainingAccountError`."""
    with as_of_one_moment():
        account = TrainingAccount.objects.filter(code=code).first()
        if account is None:
            raise UnknownTrainingAccountError(code)
        lines = _list_lines(account)
        draws = list(
            DrawRequest.objects.filter(account_code=code)
            .select_related("provider", "payout")
            .order_by("requested_at", "pk")
        )
        return HerStatement(
            code=code,
            pseudonym=account.pseudonym,
            movements=_explain(code, lines=lines, draws=draws),
            payments=[_tell_payment(draw) for draw in draws],
            questions=_list_questions(account),
            looks=list_looks_at(code),
            paid_minor=sum(
                draw.amount_minor
                for draw in draws
                if hasattr(draw, "payout") and draw.payout.state in PAID
            ),
            aside_minor=get_balance(f"{COMMITTED}{code}"),
            released_minor=_sum_released(lines),
            left_minor=get_balance(account.books_code),
        )


def _list_questions(account: TrainingAccount) -> list[Question]:
    """Return what she asked about, oldest first."""
    disputes = Dispute.objects.filter(participant__account=account).order_by("pk")
    return [
        Question(
            asked_on=dispute.taken_at.date(),
            line_number=dispute.line_number,
            her_words=dispute.her_words,
            answer=dispute.answer,
        )
        for dispute in disputes
    ]


def _list_lines(account: TrainingAccount) -> list[RunningLine]:
    """Return all lines of the account in the books, oldest first."""
    books_account = Account.objects.get(code=account.books_code)
    newest = find_newest_places(books_account)
    found = iterate_statement(books_account, start=newest, end=(0,) * books_account.slots)
    return list(found)[::-1]


def _sum_released(lines: list[RunningLine]) -> int:
    """Return the cents that went back to the fund, but for what was put back by a correction."""
    keys = {line.key for line in lines if line.kind == RELEASE}
    keys |= {f"reverse:{key}" for key in keys}
    return sum(line.amount_minor for line in lines if line.key in keys)


def _explain(
    code: str, *, lines: list[RunningLine], draws: Iterable[DrawRequest]
) -> list[Movement]:
    """Return the lines in words."""
    parts = {
        part.run_id: part
        for part in Allocation.objects.filter(account_code=code).select_related("run__policy")
    }
    purposes = {
        draw.payout.reference: _tell_purpose(draw) for draw in draws if hasattr(draw, "payout")
    }
    return [
        Movement(
            number=number,
            words=_tell_line(line, parts=parts, purposes=purposes),
            amount_minor=-line.amount_minor,
            left_minor=line.balance_minor or 0,
        )
        for number, line in enumerate(lines, start=1)
    ]


def _tell_line(line: RunningLine, *, parts: dict[int, Allocation], purposes: dict[str, str]) -> str:
    """Return what happened, in a sentence."""
    facts = {
        "day": date_format(line.effective_on, "j F Y"),
        "amount": write_cents(abs(line.amount_minor)),
        "purpose": purposes.get(line.reference, ""),
    }
    part = parts.get(_find_run(line.key)) if line.kind == ALLOCATION else None
    if part is not None:
        rule = AllocationPolicy.Rule(part.run.policy.rule)
        return str(RULES[rule] % {**facts, "count": part.run.account_count})
    if line.kind in PAYMENTS:
        return str(PAYMENTS[line.kind] % facts)
    if line.kind == RELEASE:
        return (
            _(
                "On %(day)s %(amount)s went back to the Training Fund. It had waited for 24 months"
                " after you left the programme, and three people agreed."
            )
            % facts
        )
    if line.kind == "reversal":
        return _("On %(day)s a mistake in the books was put right: %(amount)s.") % facts
    if line.amount_minor < 0:
        return _("On %(day)s %(amount)s came in.") % facts
    return _("On %(day)s %(amount)s went out.") % facts


def _find_run(key: str) -> int:
    """Return the number of the run that an allocation's key names; 0 for another key."""
    parts = key.split(":")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0


def _tell_purpose(draw: DrawRequest) -> str:
    """Return what a payment is for, to stand in a sentence."""
    facts = {"provider": draw.provider.name, "plan_line": draw.plan_line}
    return _(" for %(plan_line)s at %(provider)s") % facts


def _tell_payment(draw: DrawRequest) -> Payment:
    """Return one request with how it stands."""
    payout = getattr(draw, "payout", None)
    words = (
        PAYOUT_WORDS[Payout.State(payout.state)]
        if payout
        else DRAW_WORDS.get(DrawRequest.State(draw.state), "")
    )
    return Payment(
        asked_on=draw.requested_at.date(),
        provider=draw.provider.name,
        plan_line=draw.plan_line,
        amount_minor=draw.amount_minor,
        state=str(words),
    )
