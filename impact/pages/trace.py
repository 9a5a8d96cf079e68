"""A buyer's own trace: what each line of one order has become."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from impact.books.queries import find_posted_at
from impact.pages.queries import find_latest_batch
from impact.pages.words import write_cents
from impact.shares import queries
from impact.shares.models import (
    AllocationPolicy,
    AllocationRun,
    SaleLine,
    SaleRefund,
    SaleRestoration,
    ShareReversal,
)

Kind = SaleRefund.Kind
TAKEN_FROM_FUND = {
    Kind.REFUND: gettext_lazy("A refund took %(amount)s of the share back."),
    Kind.CHARGEBACK: gettext_lazy(
        "Your bank took the payment back, and %(amount)s of the share with it."
    ),
    Kind.LOST_PARCEL: gettext_lazy(
        "The parcel was lost on its way: %(amount)s of the share was taken back."
    ),
}
"""What is told of each kind while the share is pending."""
TAKEN_FROM_RESERVE = {
    Kind.REFUND: gettext_lazy(
        "A refund came after the time for returns: the reserve paid %(amount)s; no training "
        "account was touched."
    ),
    Kind.CHARGEBACK: gettext_lazy(
        "Your bank took the payment back after the time for returns: the reserve paid %(amount)s; "
        "no training account was touched."
    ),
    Kind.LOST_PARCEL: gettext_lazy(
        "The parcel was lost on its way: the reserve paid %(amount)s; no training account was "
        "touched."
    ),
}
"""What is told of each kind once the share has joined the fund."""


@dataclass(frozen=True, kw_only=True)
class TraceStep:
    """One stage a share reached, or will reach: when, and in words."""

    name: str
    at: datetime
    words: str
    is_reached: bool = True


@dataclass(frozen=True, kw_only=True)
class TraceLine:
    """One order line from its price to where its share is; amounts in cents.

    Lists what happened in the order it happened.
    """

    title: str
    quantity: int
    net_minor: int
    cost_minor: int | None
    markup_minor: int | None
    share_minor: int
    fund_minor: int
    reserve_minor: int
    policy_version: int
    steps: list[TraceStep]


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One order's trace."""

    order_number: str
    paid_at: datetime
    posted_at: datetime | None
    lines: list[TraceLine]


def get_trace(order_number: str) -> Trace:
    """Return an order's trace in at most six queries, whatever its number of lines.

    Raises `shares.facts.UnknownSaleError` when the order was never recorded as sold.
    """
    lines = queries.list_lines(order_number)
    sale = lines[0].sale if lines else queries.get_sale(order_number)
    matured = [line.maturity_run_id for line in lines if line.maturity_run_id is not None]
    runs = queries.get_allocation_runs(maturity_run_ids=matured)
    batch = find_latest_batch() if runs else None
    told = batch.told_count if batch else None
    return Trace(
        order_number=order_number,
        paid_at=sale.paid_at,
        posted_at=find_posted_at(reference=order_number),
        lines=[_trace_line(line, runs.get(line.maturity_run_id or 0), told) for line in lines],
    )


def _trace_line(line: SaleLine, run: AllocationRun | None, told: int | None) -> TraceLine:
    """Return one line's trace."""
    unit = line.landed_unit_minor
    return TraceLine(
        title=line.title,
        quantity=line.quantity,
        net_minor=line.net_minor,
        cost_minor=None if unit is None else unit * line.quantity,
        markup_minor=line.markup_minor,
        share_minor=line.share_minor,
        fund_minor=line.fund_minor,
        reserve_minor=line.reserve_minor,
        policy_version=line.policy_id,
        steps=_list_steps(line, run, told) if line.share_minor else [],
    )


def _list_steps(line: SaleLine, run: AllocationRun | None, told: int | None) -> list[TraceStep]:
    """Return the stages of a share, reversals among them, oldest first."""
    reversals = list(line.reversals.all())
    early = sum(
        one.share_quantity
        for one in reversals
        if not one.is_absorbed_by_reserve and find_restoration(one) is None
    )
    steps = [
        TraceStep(
            name=_("Pending"), at=line.sale.paid_at, words=_("You paid; the share was set aside.")
        ),
        *(step for reversal in reversals for step in _describe_reversal(reversal)),
    ]
    if early < line.quantity:
        steps += _list_fund_steps(line, run, told)
    return sorted(steps, key=lambda step: (not step.is_reached, step.at))


def _list_fund_steps(
    line: SaleLine, run: AllocationRun | None, told: int | None
) -> list[TraceStep]:
    """Return what becomes of a share in the Training Fund."""
    if line.maturity_run is None:
        words = _("Expected: it joins the Training Fund once the time for returns is over.")
        return [TraceStep(name=_("Available"), at=line.matures_at, words=words, is_reached=False)]
    words = _("The time for returns was over; the share joined the Training Fund.")
    steps = [TraceStep(name=_("Available"), at=line.maturity_run.ran_at, words=words)]
    if run is not None:
        words = describe_run(run, told=told)
        steps.append(TraceStep(name=_("Allocated"), at=run.ran_at, words=words))
    return steps


def describe_run(run: AllocationRun, *, told: int | None) -> str:
    """Return among whom a run divided the fund.

    How many they were that day is not told: two buyers' runs would show the month in which one
    woman came or left (rules 23 and 24). `told` is the number of accounts that is published, if
    any. Only equal parts go to every account; by another rule some may have got nothing.
    """
    if run.policy.rule != AllocationPolicy.Rule.EQUAL:
        return _(
            "With the rest of the fund it was divided among the open training accounts, by the rule"
            " that was in force; not in equal parts."
        )
    if told is None:
        return _("With the rest of the fund it was divided among the open training accounts.")
    return _(
        "With the rest of the fund it was divided in equal parts among the accounts that were open."
        " The fund is over %(count)s training accounts."
    ) % {"count": told}


def find_restoration(reversal: ShareReversal) -> SaleRestoration | None:
    """Return what undid the refund or chargeback behind the reversal, if anything did."""
    return getattr(reversal.refund, "restoration", None)


def _describe_reversal(reversal: ShareReversal) -> list[TraceStep]:
    """Return what took the share back, and from where, and whether it was given back again.

    Nothing for money whose pieces had lost their share before, as those of a lost parcel.
    """
    if not reversal.share_quantity:
        return []
    amount = write_cents(reversal.fund_minor + reversal.reserve_minor)
    told = TAKEN_FROM_RESERVE if reversal.is_absorbed_by_reserve else TAKEN_FROM_FUND
    words = str(told[Kind(reversal.refund.kind)]) % {"amount": amount}
    steps = [TraceStep(name=_("Reversed"), at=reversal.refund.refunded_at, words=words)]
    restoration = find_restoration(reversal)
    if restoration is not None:
        words = _("The money came back after all; %(amount)s of the share counts again.")
        steps.append(
            TraceStep(
                name=_("Given back"), at=restoration.restored_at, words=words % {"amount": amount}
            )
        )
    return steps
