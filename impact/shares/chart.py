"""The chart of accounts that a sale and its share touch, and what each is for."""

from django.apps import apps as global_apps
from django.apps.registry import Apps

from impact.books import services as books
from impact.shares.models import AllocationPolicy, SharePolicy
from impact.shares.policies import ALLOCATION_POLICIES, SHARE_POLICIES

ORDER_CLEARING = "clearing:orders"
INVENTORY = "inventory"
SALES_TAX = "sales-tax"
FUND_PENDING = "fund:training:pending"
FUND_AVAILABLE = "fund:training:available"
RESERVE = "reserve"
SALES = "sales"
SHIPPING = "shipping"
REFUNDS = "refunds"
COST_OF_GOODS = "cost-of-goods"
SHARE_EXPENSE = "share"

HOT = 16
ACCOUNTS = (
    (ORDER_CLEARING, "asset", HOT, None),
    (INVENTORY, "asset", HOT, None),
    (SALES_TAX, "liability", HOT, None),
    (FUND_PENDING, "liability", HOT, None),
    (FUND_AVAILABLE, "liability", 1, 0),
    (RESERVE, "equity", HOT, None),
    (SALES, "income", HOT, None),
    (SHIPPING, "income", HOT, None),
    (REFUNDS, "income", HOT, None),
    (COST_OF_GOODS, "expense", HOT, None),
    (SHARE_EXPENSE, "expense", HOT, None),
)
"""Code, kind, slots, floor. Whatever each sale touches is hot; what is given out has a floor."""


def ensure_chart(*, apps: Apps = global_apps, **_signal: object) -> None:
    """Open the accounts and write down the policies after each migrate; never changes a row.

    Not a data migration, because the test runner's flush empties what migrations have written.
    Waits while the migrations of the tables are still to come.
    """
    if "allocationpolicy" not in apps.all_models["shares"]:
        return
    for code, kind, slots, floor_minor in ACCOUNTS:
        books.open_account(code=code, kind=kind, slots=slots, floor_minor=floor_minor)
    SharePolicy.objects.bulk_create(
        [
            SharePolicy(
                version=policy.terms.version,
                share_basis_points=policy.terms.share_basis_points,
                reserve_basis_points=policy.terms.reserve_basis_points,
                effective_on=policy.effective_on,
                text=policy.text,
            )
            for policy in SHARE_POLICIES
        ],
        ignore_conflicts=True,
    )
    AllocationPolicy.objects.bulk_create(
        [
            AllocationPolicy(
                version=policy.version, effective_on=policy.effective_on, text=policy.text
            )
            for policy in ALLOCATION_POLICIES
        ],
        ignore_conflicts=True,
    )
