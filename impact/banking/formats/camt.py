"""Bank statements as ISO 20022 writes them: camt.053, versions 001.02 to 001.08.

Only booked entries count. An entry that holds several transactions becomes one line for each when
their amounts sum to the entry's, and stays one line otherwise.

A line is known by the bank's own reference. Where there is none it is known by its day and the
entry's number, which banks begin anew with each statement.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree

from impact.banking.formats.facts import BankLine, Statement
from impact.banking.formats.refusals import (
    BadValueError,
    BrokenFileError,
    DangerousFileError,
    ForeignCurrencyError,
    UnknownFormatError,
)
from impact.banking.formats.values import read_amount, read_day

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ROOT = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.0[2-8]\}Document")
FEES = {"CHRG", "COMM", "FEES"}
"""Sub-families of bank transaction codes that are the bank's own charges."""


def read_camt(content: bytes) -> list[Statement]:
    """Return the statements of the file; raise a `StatementRefusedError` in words."""
    try:
        root = SafeTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise DangerousFileError(
            "The file declares a document type or entities. No bank sends that; it was not opened."
        ) from None
    except (SafeTree.ParseError, ValueError, LookupError):
        raise BrokenFileError(
            "The file is not whole: its XML breaks off or is wrong. Download it again."
        ) from None
    if not ROOT.fullmatch(root.tag):
        raise UnknownFormatError(
            "This is not a camt.053 statement, version 001.02 to 001.08. Ask the bank for one."
        )
    statements = _children(root, "BkToCstmrStmt/Stmt")
    if not statements:
        raise BrokenFileError("The file holds no statement.")
    return [_read_statement(statement) for statement in statements]


def _read_statement(statement: "Element") -> Statement:
    """Return one statement's facts."""
    account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")
    name = _text(statement, "Id")
    if not account or not name:
        raise BrokenFileError("A statement in the file names no account, or has no number.")
    opening, opened_on, currency = _read_balance(statement, ("OPBD", "PRCD"), "opening")
    closing, closed_on, _ = _read_balance(statement, ("CLBD",), "closing")
    lines = tuple(
        line
        for place, entry in enumerate(_children(statement, "Ntry"), 1)
        if _is_booked(entry)
        for line in _read_entry(entry, f"entry {place}", currency)
    )
    first = _text(statement, "FrToDt/FrDtTm") or _text(statement, "FrToDt/FrDt")
    days = [line.booked_on for line in lines]
    return Statement(
        account=account.replace(" ", ""),
        statement_id=name,
        currency=currency,
        first_on=min([read_day(first, "the statement"), *days] if first else [opened_on, *days]),
        last_on=max([closed_on, *days]),
        opening_minor=opening,
        closing_minor=closing,
        lines=lines,
    )


def _read_balance(statement: "Element", codes: tuple[str, ...], what: str) -> tuple[int, date, str]:
    """Return the balance under the first of the codes: cents, its day and its currency."""
    for code in codes:
        for balance in _children(statement, "Bal"):
            if _text(balance, "Tp/CdOrPrtry/Cd") == code:
                day = _text(balance, "Dt/Dt") or _text(balance, "Dt/DtTm")
                amount, currency = _read_signed(balance, f"the {what} balance")
                return amount, read_day(day, f"the {what} balance"), currency
    raise BrokenFileError(f"The statement has no {what} balance; without it nothing can be proved.")


def _is_booked(entry: "Element") -> bool:
    """Return whether the money has moved; what is pending comes again when it has."""
    return (_text(entry, "Sts/Cd") or _text(entry, "Sts")) == "BOOK"


def _read_entry(entry: "Element", place: str, currency: str) -> Iterator[BankLine]:
    """Return the entry's lines."""
    total, paid_in = _read_signed(entry, place)
    if paid_in != currency:
        raise ForeignCurrencyError(f"In {place}: {paid_in}, on a statement in {currency}.")
    details = _children(entry, "NtryDtls/TxDtls")
    parts = [_read_part(detail, entry, place, currency) for detail in details]
    if len(details) > 1 and None not in parts and sum(part or 0 for part in parts) == total:
        for number, (detail, part) in enumerate(zip(details, parts, strict=True), 1):
            yield _read_line(entry, detail, f"{place}, part {number}", part or 0, number)
    else:
        yield _read_line(entry, details[0] if len(details) == 1 else None, place, total, 0)


def _read_part(detail: "Element", entry: "Element", place: str, currency: str) -> int | None:
    """Return what one transaction of an entry moved on the account; None when it does not say."""
    amount = detail.find("{*}Amt")
    if amount is None:
        amount = detail.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    if amount is None or amount.get("Ccy") != currency:
        return None
    sign = _text(detail, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    cents = read_amount(amount.text, place)
    return -cents if sign == "DBIT" else cents


def _read_line(
    entry: "Element", detail: "Element | None", place: str, amount_minor: int, number: int
) -> BankLine:
    """Return one line; what the transaction does not say is taken from its entry."""
    own = detail if detail is not None else entry
    side = "Cdtr" if amount_minor < 0 else "Dbtr"
    booked = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")
    value = _text(entry, "ValDt/Dt") or _text(entry, "ValDt/DtTm") or booked
    booked_on = read_day(booked, place)
    texts = [piece.text or "" for piece in own.findall("{*}RmtInf/{*}Ustrd")]
    end_to_end = _text(own, "Refs/EndToEndId")
    return BankLine(
        place=place,
        bank_reference=_read_reference(entry, own, place, number, booked_on),
        booked_on=booked_on,
        value_on=read_day(value, place),
        amount_minor=amount_minor,
        end_to_end_id="" if end_to_end == "NOTPROVIDED" else end_to_end,
        counterparty=_text(own, f"RltdPties/{side}/Pty/Nm") or _text(own, f"RltdPties/{side}/Nm"),
        text=" ".join([*texts, _text(entry, "AddtlNtryInf")]).strip(),
        is_fee=_is_fee(entry, own),
    )


def _read_reference(
    entry: "Element", own: "Element", place: str, number: int, booked_on: date
) -> str:
    """Return the bank's own reference; a part of an entry has one of its own, or a number."""
    bank = _text(entry, "AcctSvcrRef")
    counted = _text(entry, "NtryRef")
    single = _text(own, "Refs/AcctSvcrRef")
    if single in {bank, counted}:
        single = ""  # a copy of its entry's tells no more than that
    shared = bank or (f"{booked_on}/{counted}" if counted else "")
    if not shared and not single:
        raise BrokenFileError(
            f"In {place}: no reference of the bank. Without it a line that comes twice cannot be"
            " told from a new one."
        )
    if number:
        return single or f"{shared}/{number}"
    return bank or single or shared


def _is_fee(entry: "Element", own: "Element") -> bool:
    """Return whether the bank says that the line is its own charge."""
    path = "BkTxCd/Domn/Fmly/SubFmlyCd"
    return (_text(own, path) or _text(entry, path)) in FEES


def _read_signed(element: "Element", place: str) -> tuple[int, str]:
    """Return the element's amount, negative for a debit, and its currency."""
    amount = element.find("{*}Amt")
    sign = _text(element, "CdtDbtInd")
    if amount is None or sign not in {"CRDT", "DBIT"}:
        raise BadValueError(f"In {place}: no amount, or neither credit nor debit.")
    cents = read_amount(amount.text, place)
    return -cents if sign == "DBIT" else cents, amount.get("Ccy", "")


def _path(path: str) -> str:
    """Return the path with every step in whatever version's namespace."""
    return "/".join(f"{{*}}{step}" for step in path.split("/"))


def _children(element: "Element", path: str) -> "list[Element]":
    return element.findall(_path(path))


def _text(element: "Element", path: str) -> str:
    """Return the text at the path, empty when there is none."""
    return (element.findtext(_path(path)) or "").strip()
