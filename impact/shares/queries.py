"""Reading sales, shares and runs."""

from collections.abc import Iterable

from django.db.models import Sum

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
    """Return an order's lines with their maturity run and reversals, in the order's own order."""
    return list(
        SaleLine.objects.filter(sale__order_number=order_number)
        .select_related("sale", "maturity_run")
        .prefetch_related("reversals__refund")
        .order_by("line_ref")
    )


def get_allocation_runs(*, maturity_run_ids: Iterable[int]) -> dict[int, AllocationRun]:
    """Return, by maturity run, the allocation run that divided its shares; none while they wait.

    Asks once per distinct maturity run; the lines of one order nearly always share one.
    """
    runs = {}
    for run_id in set(maturity_run_ids):
        later = AllocationRun.objects.filter(matured_through__gte=run_id)
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
