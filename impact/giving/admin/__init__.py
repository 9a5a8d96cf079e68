"""The staff screens of gifts, monthly gifts, receipts, refunds, purposes and statements."""

from impact.giving.admin import gifts, monthly, receipts, refunds, statements

__all__ = ["gifts", "monthly", "receipts", "refunds", "statements"]
