"""What donors see."""

from impact.giving.views.account import open_own, show_giving, show_year
from impact.giving.views.gifts import show_gift, show_receipt
from impact.giving.views.giving import GiveView
from impact.giving.views.monthly import MonthlyView

__all__ = [
    "GiveView",
    "MonthlyView",
    "open_own",
    "show_gift",
    "show_giving",
    "show_receipt",
    "show_year",
]
