"""One door for statement files: what kind it is, what it says, and whether it adds up."""

from collections.abc import Iterable

from impact.banking.formats.camt import read_camt
from impact.banking.formats.facts import Statement
from impact.banking.formats.refusals import (
    BadValueError,
    EmptyFileError,
    FileTooLargeError,
    ForeignAccountError,
    ForeignCurrencyError,
    RepeatedLineError,
    TotalDiffersError,
    UnknownFormatError,
)
from impact.banking.formats.statement_csv import COLUMNS, read_statement_table
from nomi.platform.amounts import format_minor

LARGEST_BYTES = 10 * 1024 * 1024
MOST_LINES = 5_000
LONGEST = {"bank_reference": 100, "end_to_end_id": 100, "counterparty": 200, "text": 1_000}
XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")


def read_statements(content: bytes, *, account: str, currency: str = "USD") -> list[Statement]:
    """Return the file's statements, each proved: ours, whole, and without a line twice.

    Raises a `StatementRefusedError` in words otherwise. Touches no database.
    """
    if not content.strip():
        raise EmptyFileError("The file is empty.")
    if len(content) > LARGEST_BYTES:
        raise FileTooLargeError("The file is larger than 10 MB. Ask the bank for shorter periods.")
    if content.lstrip().startswith(XML_STARTS):
        statements = read_camt(content)
    elif content.lstrip(b"\xef\xbb\xbf").startswith(COLUMNS[0].encode()):
        statements = [read_statement_table(content)]
    else:
        raise UnknownFormatError(
            "This is neither a camt.053 statement nor a table that begins with the column"
            f" {COLUMNS[0]}."
        )
    for statement in statements:
        _check_ours(statement, account=account, currency=currency)
        _check_values(statement)
        _check_total(statement)
    _check_repeats(statements)
    return statements


def _check_ours(statement: Statement, *, account: str, currency: str) -> None:
    """Refuse another account than ours, and another currency than its own."""
    if statement.account != account.replace(" ", ""):
        raise ForeignAccountError(
            f"Statement {statement.statement_id} is of an account that is not ours"
            f" (it ends in {statement.account[-4:]})."
        )
    if statement.currency != currency:
        raise ForeignCurrencyError(
            f"Statement {statement.statement_id} is in {statement.currency or 'no currency'};"
            f" our account is in {currency}."
        )


def _check_values(statement: Statement) -> None:
    """Refuse lines of no amount, with over-long texts, and statements of too many lines."""
    if len(statement.lines) > MOST_LINES:
        raise FileTooLargeError(
            f"The statement has more than {MOST_LINES:,} lines. Ask for shorter periods."
        )
    if len(statement.statement_id) > LONGEST["bank_reference"]:
        raise BadValueError("The statement’s number is longer than 100 characters.")
    for line in statement.lines:
        if not line.amount_minor:
            raise BadValueError(f"In {line.place}: the amount is zero.")
        for name, longest in LONGEST.items():
            value: str = getattr(line, name)
            if len(value) > longest or "\0" in value:
                raise BadValueError(
                    f"In {line.place}: a text is longer than {longest} characters, or no text."
                )


def _check_total(statement: Statement) -> None:
    """Refuse a statement whose movements do not lead from its opening to its closing balance."""
    moved = sum(line.amount_minor for line in statement.lines)
    if statement.opening_minor + moved != statement.closing_minor:
        raise TotalDiffersError(
            f"Statement {statement.statement_id} does not add up: it opens with"
            f" {format_minor(statement.opening_minor)}, moves {format_minor(moved)} and closes"
            f" with {format_minor(statement.closing_minor)}."
        )


def _check_repeats(statements: Iterable[Statement]) -> None:
    """Refuse a reference that stands on two lines of the file."""
    places: dict[str, str] = {}
    for statement in statements:
        for line in statement.lines:
            if first := places.get(line.bank_reference):
                raise RepeatedLineError(
                    f"In {line.place}: the bank’s reference {line.bank_reference} stands on"
                    f" {first} already."
                )
            places[line.bank_reference] = line.place
