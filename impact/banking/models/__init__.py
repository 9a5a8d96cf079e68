"""What was sent to the bank and what it says: facts that are added to and never changed."""

from impact.banking.models.files import (
    FileDownload,
    FileRefusal,
    PaymentFile,
    PaymentFileItem,
    WireRefusal,
)
from impact.banking.models.statements import (
    BankStatement,
    LineMatch,
    StatementLine,
    StatementUpload,
)

__all__ = [
    "BankStatement",
    "FileDownload",
    "FileRefusal",
    "LineMatch",
    "PaymentFile",
    "PaymentFileItem",
    "StatementLine",
    "StatementUpload",
    "WireRefusal",
]
