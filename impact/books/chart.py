"""The chart of accounts, and what each account is for (BOOKS.md).

Accounts of single women and of single payouts are opened by the rooms that need them, under the
prefixes named here.
"""

from django.apps import apps as global_apps
from django.apps.registry import Apps

STRIPE = "stripe"
"""Our balance at Stripe; only imported balance transactions move it."""
BANK = "bank"
"""Our account at the bank; only imported statement lines move it."""
CASH = "cash"
"""Our till: cash taken for orders and not carried to the bank yet."""
INVENTORY = "inventory"
ORDER_CLEARING = "clearing:orders"
GIFT_CLEARING = "clearing:gifts"
PAYOUT_CLEARING = "clearing:payouts"
TRANSIT_CLEARING = "clearing:transit"
"""Money on its way from Stripe to the bank."""
SUSPENSE = "suspense"
"""Money that came or went and that nobody has explained yet; it raises a discrepancy."""

SALES_TAX = "sales-tax"
GIFT_CARDS = "gift-cards"
FUND_PENDING = "fund:training:pending"
FUND_AVAILABLE = "fund:training:available"
RESTRICTED = "fund:training:for:"
"""Prefix of what donors gave to the fund for one kind of its spending alone."""
TRAINING = "training:"
"""Prefix of a woman's account, followed by its code."""
COMMITTED = "committed:"
"""Prefix of what is set aside for approved payouts of one training account."""

RESERVE = "reserve"
GENERAL = "general"

SALES = "sales"
SHIPPING = "shipping"
GIFTS = "gifts"
DISCOUNTS = "discounts"
REFUNDS = "refunds"

COST_OF_GOODS = "cost-of-goods"
SHARE_EXPENSE = "share"
FEES = "fees"
CHARGEBACKS = "chargebacks"
EXCHANGE_DIFFERENCES = "exchange-differences"

HOT = 16
ACCOUNTS = (
    (STRIPE, "asset", HOT, None),
    (BANK, "asset", 1, None),
    (CASH, "asset", 1, None),
    (INVENTORY, "asset", HOT, None),
    (ORDER_CLEARING, "asset", HOT, None),
    (GIFT_CLEARING, "asset", HOT, None),
    (PAYOUT_CLEARING, "asset", HOT, None),
    (TRANSIT_CLEARING, "asset", 1, None),
    (SUSPENSE, "asset", 1, None),
    (SALES_TAX, "liability", HOT, None),
    (GIFT_CARDS, "liability", HOT, None),
    (FUND_PENDING, "liability", HOT, None),
    (FUND_AVAILABLE, "liability", 1, 0),
    (RESERVE, "equity", HOT, None),
    (GENERAL, "equity", 1, None),
    (SALES, "income", HOT, None),
    (SHIPPING, "income", HOT, None),
    (GIFTS, "income", HOT, None),
    (DISCOUNTS, "income", HOT, None),
    (REFUNDS, "income", HOT, None),
    (COST_OF_GOODS, "expense", HOT, None),
    (SHARE_EXPENSE, "expense", HOT, None),
    (FEES, "expense", HOT, None),
    (CHARGEBACKS, "expense", 1, None),
    (EXCHANGE_DIFFERENCES, "expense", 1, None),
)
"""Code, kind, slots, floor. Whatever each sale touches is hot; what is given out has a floor."""


def open_accounts(*, apps: Apps = global_apps, **_signal: object) -> None:
    """Open the accounts after each migrate; never changes a row.

    Not a data migration, because the test runner's flush empties what migrations have written.
    Waits while the migrations of the tables are still to come.
    """
    if "balance" not in apps.all_models["books"]:
        return
    from impact.books import services

    for code, kind, slots, floor_minor in ACCOUNTS:
        services.open_account(code=code, kind=kind, slots=slots, floor_minor=floor_minor)
