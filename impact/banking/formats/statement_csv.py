"""Bank statements as a table: the columns of `COLUMNS`, one row per movement, oldest first.

`balance` is the account's balance after the row, so that every row proves the next; `kind` is
`fee` for the bank's own charges and empty otherwise. Days are 2026-03-31, amounts 1234.50 with a
minus for money that left.
"""

import csv
import io
from collections.abc import Iterator
from hashlib import sha256

from impact.banking.formats.facts import BankLine, Statement
from impact.banking.formats.refusals import (
    BadValueError,
    BrokenFileError,
    ForeignAccountError,
    ForeignCurrencyError,
    TotalDiffersError,
)
from impact.banking.formats.values import read_day, read_signed_amount

COLUMNS = (
    "account",
    "booked_on",
    "value_on",
    "amount",
    "currency",
    "balance",
    "reference",
    "end_to_end_id",
    "counterparty",
    "text",
    "kind",
)
KINDS = ("", "fee")


def read_statement_table(content: bytes) -> Statement:
    """Return the statement; raise a `StatementRefusedError` that names the line."""
    rows = list(_read_rows(content))
    if not rows:
        raise BrokenFileError("The table has its columns and no rows.")
    first = rows[0]
    lines, balances = [], []
    for number, row in enumerate(rows, 2):
        lines.append(_read_line(row, f"line {number}"))
        balances.append(read_signed_amount(row["balance"].strip(), f"line {number}"))
        _check_same_account(row, first, f"line {number}")
    opening = balances[0] - lines[0].amount_minor
    _check_balances(opening, lines, balances)
    days = [line.booked_on for line in lines]
    return Statement(
        account=first["account"].replace(" ", ""),
        statement_id=f"table {min(days)} {sha256(content).hexdigest()[:12]}",
        currency=first["currency"].strip(),
        first_on=min(days),
        last_on=max(days),
        opening_minor=opening,
        closing_minor=balances[-1],
        lines=tuple(lines),
    )


def _read_rows(content: bytes) -> Iterator[dict[str, str]]:
    """Return the rows by column; the first line must name exactly the columns."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BrokenFileError("The table is not written in UTF-8. Save it as UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [cell.strip() for cell in next(reader, [])]
        if head != list(COLUMNS):
            raise BrokenFileError(f"Line 1 must name the columns: {','.join(COLUMNS)}.")
        for number, cells in enumerate(reader, 2):
            if len(cells) != len(COLUMNS):
                raise BrokenFileError(
                    f"In line {number}: {len(cells)} cells where there should be {len(COLUMNS)}."
                )
            yield dict(zip(COLUMNS, cells, strict=True))
    except csv.Error:
        raise BrokenFileError(f"The table breaks off or is wrong at line {reader.line_num}.") from (
            None
        )


def _read_line(row: dict[str, str], place: str) -> BankLine:
    """Return the row's facts."""
    reference, kind = row["reference"].strip(), row["kind"].strip()
    if not reference:
        raise BrokenFileError(f"In {place}: no reference of the bank.")
    if kind not in KINDS:
        raise BadValueError(f"In {place}: the kind is “fee” or empty.")
    return BankLine(
        place=place,
        bank_reference=reference,
        booked_on=read_day(row["booked_on"], place),
        value_on=read_day(row["value_on"] or row["booked_on"], place),
        amount_minor=read_signed_amount(row["amount"].strip(), place),
        end_to_end_id=row["end_to_end_id"].strip(),
        counterparty=row["counterparty"].strip(),
        text=row["text"].strip(),
        is_fee=kind == "fee",
    )


def _check_same_account(row: dict[str, str], first: dict[str, str], place: str) -> None:
    """Refuse a table of two accounts or two currencies."""
    if row["account"] != first["account"]:
        raise ForeignAccountError(f"In {place}: another account than in line 2.")
    if row["currency"] != first["currency"]:
        raise ForeignCurrencyError(f"In {place}: another currency than in line 2.")


def _check_balances(opening: int, lines: list[BankLine], balances: list[int]) -> None:
    """Refuse a row whose balance is not the one before it and its amount."""
    before = opening
    for line, after in zip(lines, balances, strict=True):
        if before + line.amount_minor != after:
            raise TotalDiffersError(
                f"In {line.place}: the balance is not the one before it plus the amount."
            )
        before = after
