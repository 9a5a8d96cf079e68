"""Payment orders and bank statements as plain facts, whatever the file format."""

from dataclasses import dataclass
from datetime import date, datetime

WHOLE_UNITS = {"CLP", "ISK", "JPY", "KRW", "PYG", "RWF", "UGX", "VND", "XAF", "XOF", "XPF"}
"""Currencies without a smaller unit (ISO 4217); amounts of all others are in hundredths."""


@dataclass(frozen=True, kw_only=True)
class Debtor:
    """The account that pays: ours."""

    name: str
    account: str
    bic: str
    country: str


@dataclass(frozen=True, kw_only=True)
class Wire:
    """One payment to one account, in the smallest unit of its currency.

    `reference` is what the receiver's bank sees: neutral words, never the purpose or a person.
    """

    end_to_end_id: str
    currency: str
    amount_minor: int
    holder: str
    account: str
    bic: str
    bank_name: str
    street: str
    town: str
    postal_code: str
    country: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class PaymentOrder:
    """What one payment file asks the bank to do."""

    message_id: str
    made_at: datetime
    execution_on: date
    debtor: Debtor
    wires: tuple[Wire, ...]


@dataclass(frozen=True, kw_only=True)
class BankLine:
    """One movement on a statement; `amount_minor` is positive when money came in.

    `place` says where it stands in the file, for messages about it.
    """

    place: str
    bank_reference: str
    booked_on: date
    value_on: date
    amount_minor: int
    end_to_end_id: str = ""
    counterparty: str = ""
    text: str = ""
    is_fee: bool = False


@dataclass(frozen=True, kw_only=True)
class Statement:
    """An account's movements over whole days, between two balances."""

    account: str
    statement_id: str
    currency: str
    first_on: date
    last_on: date
    opening_minor: int
    closing_minor: int
    lines: tuple[BankLine, ...]


def format_amount(amount_minor: int, currency: str) -> str:
    """Return the amount as banks write it: `1234.50`, or `1234` where there is no smaller unit."""
    if currency in WHOLE_UNITS:
        return str(amount_minor)
    whole, part = divmod(amount_minor, 100)
    return f"{whole}.{part:02}"
