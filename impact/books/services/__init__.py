"""The only writers of the books."""

from impact.books.services.corrections import (
    AlreadyDecidedError,
    BoundEntryError,
    NoReasonError,
    SamePersonError,
    approve_reversal,
    is_bound,
    propose_reversal,
    reject_reversal,
)
from impact.books.services.exports import record_export
from impact.books.services.periods import (
    BooksInUseError,
    BrokenBooksError,
    PeriodRefusedError,
    close_period,
)
from impact.books.services.posting import (
    Posted,
    Posting,
    open_account,
    post,
    post_batch,
    post_if_covered,
)
from impact.books.services.refusals import (
    AlreadyUndoneError,
    AmountTooLargeError,
    ClosedPeriodError,
    FractionalAmountError,
    KeyReusedError,
    OverdrawnError,
    UnbalancedEntryError,
    UnknownAccountError,
    UnknownCurrencyError,
)

__all__ = [
    "AlreadyDecidedError",
    "AlreadyUndoneError",
    "AmountTooLargeError",
    "BooksInUseError",
    "BoundEntryError",
    "BrokenBooksError",
    "ClosedPeriodError",
    "FractionalAmountError",
    "KeyReusedError",
    "NoReasonError",
    "OverdrawnError",
    "PeriodRefusedError",
    "Posted",
    "Posting",
    "SamePersonError",
    "UnbalancedEntryError",
    "UnknownAccountError",
    "UnknownCurrencyError",
    "approve_reversal",
    "close_period",
    "is_bound",
    "open_account",
    "post",
    "post_batch",
    "post_if_covered",
    "propose_reversal",
    "record_export",
    "reject_reversal",
]
