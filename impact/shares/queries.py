"""Reading sales, shares and runs."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet, Sum

from impact.books import chart
from impact.books.models import Line
from impact.shares.facts import UnknownSaleError
from impact.shares.models import (
    AccountFunding,
    Allocation,
    AllocationPolicy,
    AllocationRun,
    Decision,
    ReserveAlert,
    ReserveTarget,
    ReserveTopUp,
    Sale,
    SaleLine,
    SaleRefund,
    SharePolicy,
    ShareReversal,
)

MONEY_CODES = (
    chart.REFUNDS,
    chart.CHARGEBACKS,
    chart.SALES_TAX,
    chart.GIFT_CARDS,
    chart.ORDER_CLEARING,
)
"""The accounts of a refund's money side; the others are those of the share."""


def get_sale(order_number: str) -> Sale:
    """Return the recorded sale of an order; raise `UnknownSaleError` when there is none."""
    try:
        return Sale.objects.get(order_number=order_number)
    except Sale.DoesNotExist:
        message = f"Order {order_number} was never recorded as sold."
        raise UnknownSaleError(message) from None


def list_lines(order_number: str) -> list[SaleLine]:
    """Return an order's lines with their maturity run and reversals, in the order's own order."""
    return list(
        SaleLine.objects.filter(sale__order_number=order_number)
        .select_related("sale", "maturity_run")
        .prefetch_related(
            Prefetch(
                "reversals",
                queryset=ShareReversal.objects.select_related("refund__restoration"),
            )
        )
        .order_by("line_ref")
    )


def get_allocation_runs(*, maturity_run_ids: Iterable[int]) -> dict[int, AllocationRun]:
    """Return, by maturity run, the allocation run that divided its shares; none while they wait.

    Asks once per distinct maturity run; the lines of one order nearly always share one.
    """
    runs = {}
    for run_id in set(maturity_run_ids):
        later = AllocationRun.objects.filter(matured_through__gte=run_id).select_related("policy")
        run = later.order_by("matured_through", "pk").first()
        if run is not None:
            runs[run_id] = run
    return runs


def get_lifetime_credits(*, codes: list[str]) -> dict[str, int]:
    """Return the cents that allocations ever credited to each account, by code."""
    credited = dict.fromkeys(codes, 0)
    credited.update(
        Allocation.objects.filter(account_code__in=codes)
        .values_list("account_code")
        .annotate(total=Sum("amount_minor"))
    )
    return credited


def get_funding(*, codes: list[str]) -> dict[str, AccountFunding]:
    """Return each account's plan budget and weight in force: 0 and 1 when nobody set them."""
    rows = AccountFunding.objects.filter(account_code__in=codes)
    latest = rows.order_by("account_code", "-pk").distinct("account_code")
    funding = {code: AccountFunding(account_code=code, plan_budget_minor=0) for code in codes}
    funding.update((row.account_code, row) for row in latest)
    return funding


def get_lost_pieces(*, line_ids: Iterable[int]) -> dict[int, int]:
    """Return, by line, the pieces lost on their way whose money nobody gave back yet."""
    standing = ShareReversal.objects.filter(sale_line__in=line_ids, refund__restoration=None)
    is_lost = Q(refund__kind=SaleRefund.Kind.LOST_PARCEL)
    rows = standing.values_list("sale_line").annotate(
        lost=Sum(F("quantity") - F("covered_quantity"), filter=is_lost, default=0),
        covered=Sum("covered_quantity", filter=~is_lost, default=0),
    )
    return {line: max(0, lost - covered) for line, lost, covered in rows}


def count_early_pieces(*, line_id: int, besides: SaleRefund) -> int:
    """Return the pieces of a line that were taken back while it was pending, and still are.

    Counts those of `besides` too, whether it was restored or not.
    """
    early = ShareReversal.objects.filter(sale_line=line_id, is_absorbed_by_reserve=False)
    standing = early.filter(Q(refund__restoration=None) | Q(refund=besides))
    pieces: int = standing.aggregate(sum=Sum(F("quantity") - F("covered_quantity"), default=0))[
        "sum"
    ]
    return pieces


def list_money_sides(*, key: str) -> list[tuple[str, int]]:
    """Return the money side of a posted refund or chargeback: account codes and cents."""
    lines = Line.objects.filter(entry__key=key, account__code__in=MONEY_CODES)
    return list(lines.values_list("account__code").annotate(sum=Sum("amount_minor")))


def get_reserve_target(*, on: date) -> int:
    """Return the cents that the reserve should hold on that day; 0 before anybody said."""
    targets = ReserveTarget.objects.filter(effective_on__lte=on)
    found = targets.order_by("-effective_on", "-pk").values_list("target_minor", flat=True).first()
    return found or 0


def find_reserve_alerts() -> QuerySet[ReserveAlert]:
    """Return what is wrong with the reserve at present, latest first."""
    return ReserveAlert.objects.filter(ended_at=None).order_by("-pk")


def list_latest_runs(*, limit: int = 24) -> list[AllocationRun]:
    """Return the latest allocation runs, newest first."""
    return list(AllocationRun.objects.order_by("-pk")[:limit])


def list_proposals() -> list[SharePolicy | AllocationPolicy | ReserveTopUp]:
    """Return what was proposed and not decided on yet, oldest first."""
    kinds = (SharePolicy, AllocationPolicy, ReserveTopUp)
    rows = [
        row for kind in kinds for row in kind._default_manager.filter(state=Decision.State.PROPOSED)
    ]
    return sorted(rows, key=lambda row: row.proposed_at)
