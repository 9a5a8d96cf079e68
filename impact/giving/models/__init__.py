"""The room's tables."""

from impact.giving.models.gifts import Gift
from impact.giving.models.monthly import MonthlyGift
from impact.giving.models.receipts import GiftReceipt, ReceiptCounter
from impact.giving.models.refunds import GiftRefund
from impact.giving.models.releases import PurposeRelease
from impact.giving.models.statements import YearStatement

__all__ = [
    "Gift",
    "GiftReceipt",
    "GiftRefund",
    "MonthlyGift",
    "PurposeRelease",
    "ReceiptCounter",
    "YearStatement",
]
