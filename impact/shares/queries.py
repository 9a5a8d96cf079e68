"""Reading sales, shares and runs."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum

from impact.shares.facts import UnknownSaleError
from impact.shares.models import Allocation, AllocationRun, Sale, SaleLine


def get_sale(order_number: str) -> Sale:
    """Return the recorded sale of an order; raise `UnknownSaleError` when there is none."""
    try:
        return Sale.objects.get(order_number=order_number)
    except Sale.DoesNotExist:
        message = f"Order {order_number} was never recorded as sold."
        raise UnknownSaleError(message) from None


def list_lines(order_number: str) -> list[SaleLine]:
    """Return an order's lines with their maturity run and reversals, in the order's own order.

    Each carries `allocation_run_id`: the run that divided its share, None while it waits.
    """
    taking = AllocationRun.objects.filter(matured_through__gte=OuterRef("maturity_run"))
    return list(
        SaleLine.objects.filter(sale__order_number=order_number)
        .annotate(
            allocation_run_id=Subquery(taking.order_by("matured_through", "pk").values("pk")[:1])
        )
        .select_related("sale", "maturity_run")
        .prefetch_related("reversals__refund")
        .order_by("line_ref")
    )


def get_allocation_runs(*, ids: Iterable[int | None]) -> dict[int, AllocationRun]:
    """Return allocation runs by their key."""
    return AllocationRun.objects.in_bulk({run_id for run_id in ids if run_id is not None})


def filter_still_in_fund(lines: "QuerySet[SaleLine]") -> "QuerySet[SaleLine]":
    """Add to each line what of its fund part was not reversed, in cents."""
    return lines.annotate(
        outstanding_minor=F("fund_minor") - F("fund_minor") * F("refunded_quantity") / F("quantity")
    )


def get_lifetime_credits(*, codes: list[str]) -> dict[str, int]:
    """Return the cents that allocations ever credited to each account, by code."""
    credited = dict.fromkeys(codes, 0)
    credited.update(
        Allocation.objects.filter(account_code__in=codes)
        .values_list("account_code")
        .annotate(total=Sum("amount_minor"))
    )
    return credited
