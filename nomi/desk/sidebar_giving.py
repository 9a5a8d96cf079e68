"""The sidebar's entries of giving."""

from django.utils.translation import gettext_lazy as _

from nomi.desk.sidebar_books import BOOKS_AND_BANK, Group
from nomi.desk.sidebar_care import CARE

GIVING: tuple[Group, ...] = (
    (
        _("Giving"),
        (
            (_("Gifts"), "volunteer_activism", "admin:giving_gift_changelist", "giving.view_gift"),
            (
                _("Monthly gifts"),
                "event_repeat",
                "admin:giving_monthlygift_changelist",
                "giving.view_monthlygift",
            ),
            (
                _("Gift receipts"),
                "receipt_long",
                "admin:giving_giftreceipt_changelist",
                "giving.view_giftreceipt",
            ),
            (
                _("Gifts gone back"),
                "undo",
                "admin:giving_giftrefund_changelist",
                "giving.view_giftrefund",
            ),
            (
                _("Spent on their purpose"),
                "task_alt",
                "admin:giving_purposerelease_changelist",
                "giving.view_purposerelease",
            ),
            (
                _("Year-end statements"),
                "summarize",
                "admin:giving_yearstatement_changelist",
                "giving.view_yearstatement",
            ),
        ),
    ),
)

CARE_AND_MONEY: tuple[Group, ...] = (*CARE, *GIVING, *BOOKS_AND_BANK)
"""Care of the women, giving, and the books of both."""
