"""The tables of the books."""

from impact.books.models.corrections import Correction
from impact.books.models.exports import Export
from impact.books.models.halts import Halt, Tally
from impact.books.models.ledger import LINES_PER_ENTRY, SLOTS, Account, Balance, Entry, Line
from impact.books.models.periods import Period, PeriodBalance

__all__ = [
    "LINES_PER_ENTRY",
    "SLOTS",
    "Account",
    "Balance",
    "Correction",
    "Entry",
    "Export",
    "Halt",
    "Line",
    "Period",
    "PeriodBalance",
    "Tally",
]
