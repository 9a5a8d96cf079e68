from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.banking.formats import refusals
from impact.banking.formats.reading import read_statements
from impact.banking.formats.statement_csv import COLUMNS
from tests.impact.banking.builders import (
    DAY,
    OUR_ACCOUNT,
    make_line,
    make_statement,
    write_camt,
    write_rows,
    write_table,
)

PLAIN = st.text("abcXYZ 019&<>'\",;=", max_size=30).map(lambda text: " ".join(text.split()))
LINES = st.lists(
    st.builds(
        lambda number, cents, days, text, name, is_fee: make_line(
            f"B-{number}",
            cents,
            booked_on=DAY + timedelta(days=days),
            text=text,
            counterparty=name,
            is_fee=is_fee,
        ),
        st.integers(0, 10**6),
        st.integers(-(10**12), 10**12).filter(bool),
        st.integers(0, 30),
        PLAIN,
        PLAIN,
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda line: line.bank_reference,
)


def without_places(statement: object) -> list[object]:
    return [
        (line.bank_reference, line.booked_on, line.amount_minor, line.text, line.counterparty)
        for line in statement.lines
    ]


@settings(max_examples=30)
@given(LINES, st.integers(-(10**12), 10**12), st.integers(2, 8))
def test_any_statement_reads_as_it_was_written(lines: list, opening: int, version: int) -> None:
    statement = make_statement(*lines, opening_minor=opening)

    (camt,) = read_statements(write_camt(statement, version=version), account=OUR_ACCOUNT)
    (table,) = read_statements(write_table(statement), account=OUR_ACCOUNT)

    for found in (camt, table):
        assert without_places(found) == without_places(statement)
        assert (found.opening_minor, found.closing_minor) == (opening, statement.closing_minor)
        assert (found.first_on, found.last_on) == (statement.first_on, statement.last_on)
        assert [line.is_fee for line in found.lines] == [line.is_fee for line in lines]


def test_pending_entries_do_not_count() -> None:
    content = write_camt(make_statement(make_line())).replace(b"<Sts>BOOK", b"<Sts>PDNG")

    with pytest.raises(refusals.TotalDiffersError):
        read_statements(content, account=OUR_ACCOUNT)


def test_entry_of_several_transactions_becomes_a_line_for_each() -> None:
    part = '<TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs><Amt Ccy="USD">{}</Amt></TxDtls>'
    parts = "".join(part.format(*pair) for pair in (("E-1", "20.00"), ("E-2", "30.00")))
    whole = write_camt(make_statement(make_line("B-1", -5_000))).decode()
    start, end = whole.index("<TxDtls>"), whole.index("</NtryDtls>")

    (statement,) = read_statements(
        (whole[:start] + parts + whole[end:]).encode(), account=OUR_ACCOUNT
    )

    assert [
        (line.bank_reference, line.end_to_end_id, line.amount_minor) for line in statement.lines
    ] == [("B-1/1", "E-1", -2_000), ("B-1/2", "E-2", -3_000)]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY c "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]><Document>&e;'
    b"</Document>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b"<Document>&a;</Document>"
)
GOOD = write_camt(make_statement(make_line(), make_line("B-2", 7_000)))
TABLE = write_table(make_statement(make_line(), make_line("B-2", 7_000)))
ROW = ["000123456789", "2026-03-02", "2026-03-02", "-50.00", "USD", "-50.00", "B-1", "", "", "", ""]


def change_row(**cells: str) -> bytes:
    changed = [cells.get(name, cell) for name, cell in zip(COLUMNS, ROW, strict=True)]
    return write_rows([COLUMNS, changed])


BAD_FILES = {
    "nothing": (b" \n", refusals.EmptyFileError, "empty"),
    "more than 10 MB": (b"<" + b" " * 10_485_760, refusals.FileTooLargeError, "10 MB"),
    "a picture": (b"\x89PNG\r\n", refusals.UnknownFormatError, "neither"),
    "entity bomb": (BOMB, refusals.DangerousFileError, "declares"),
    "external entity": (OUTSIDE, refusals.DangerousFileError, "declares"),
    "broken XML": (GOOD[:-40], refusals.BrokenFileError, "breaks off"),
    "unknown encoding": (
        GOOD.replace(b"UTF-8", b"EBCDIC-9"),
        refusals.BrokenFileError,
        "breaks off",
    ),
    "payment file": (
        GOOD.replace(b"camt.053.001.02", b"pain.001.001.09"),
        refusals.UnknownFormatError,
        "camt.053",
    ),
    "version 1": (GOOD.replace(b"053.001.02", b"053.001.01"), refusals.UnknownFormatError, "camt"),
    "no namespace": (b"<Document/>", refusals.UnknownFormatError, "camt.053"),
    "no statement": (
        GOOD.replace(b"<Stmt>", b"<Rpt>").replace(b"</Stmt>", b"</Rpt>"),
        refusals.BrokenFileError,
        "no statement",
    ),
    "no opening balance": (
        GOOD.replace(b"OPBD", b"ITAV"),
        refusals.BrokenFileError,
        "no opening balance",
    ),
    "no bank reference": (
        GOOD.replace(b"<AcctSvcrRef>B-2</AcctSvcrRef>", b""),
        refusals.BrokenFileError,
        "entry 2",
    ),
    "another account": (
        GOOD.replace(b"000123456789", b"000999999999"),
        refusals.ForeignAccountError,
        "ends in 9999",
    ),
    "another currency": (GOOD.replace(b'"USD"', b'"EUR"'), refusals.ForeignCurrencyError, "EUR"),
    "one line in another currency": (
        GOOD.replace(b'"USD">50.00', b'"EUR">50.00'),
        refusals.ForeignCurrencyError,
        "entry 1",
    ),
    "wrong total": (GOOD.replace(b">50.00", b">50.01"), refusals.TotalDiffersError, "add up"),
    "same line twice": (GOOD.replace(b"B-2", b"B-1"), refusals.RepeatedLineError, "entry 2"),
    "fraction of a cent": (GOOD.replace(b">50.00", b">50.001"), refusals.BadValueError, "50.001"),
    "huge amount": (GOOD.replace(b">50.00", b">1e30"), refusals.BadValueError, "1e30"),
    "negative amount": (GOOD.replace(b">50.00", b">-50.00"), refusals.BadValueError, "-50.00"),
    "zero": (
        GOOD.replace(b">50.00", b">0.00").replace(b">20.00", b">70.00"),
        refusals.BadValueError,
        "zero",
    ),
    "neither credit nor debit": (GOOD.replace(b"DBIT", b"DEBT"), refusals.BadValueError, "neither"),
    "no such day": (GOOD.replace(b"2026-03-02</Dt></Bo", b"2026-02-30</Dt></Bo"), 0, "2026-02-30"),
    "endless text": (
        GOOD.replace(b"<Ustrd>", b"<Ustrd>" + b"x" * 1_001),
        refusals.BadValueError,
        "longer",
    ),
    "table without its columns": (
        b"account,amount\n1,2\n",
        refusals.BrokenFileError,
        "name the columns",
    ),
    "table without rows": (write_rows([COLUMNS]), refusals.BrokenFileError, "no rows"),
    "table, short row": (write_rows([COLUMNS, ROW, ROW[:5]]), refusals.BrokenFileError, "line 3"),
    "table, open quote": (TABLE + b'"', refusals.BrokenFileError, "line 4"),
    "table in Latin-1": (TABLE + b"\xe9", refusals.BrokenFileError, "UTF-8"),
    "table, no reference": (change_row(reference=""), refusals.BrokenFileError, "line 2"),
    "table, comma": (change_row(amount="-50,00"), refusals.BadValueError, "line 2"),
    "table, two signs": (change_row(amount="--50.00"), refusals.BadValueError, "line 2"),
    "table, other day": (change_row(booked_on="02/03/2026"), refusals.BadValueError, "line 2"),
    "table, other kind": (change_row(kind="loan"), refusals.BadValueError, "line 2"),
    "table, wrong balance": (
        TABLE.replace(b",20.00,", b",20.01,"),
        refusals.TotalDiffersError,
        "line 3",
    ),
    "table, other account": (
        write_rows([COLUMNS, ROW, ["1", *ROW[1:]]]),
        refusals.ForeignAccountError,
        "line 3",
    ),
    "table, other currency": (
        write_rows([COLUMNS, ROW, [*ROW[:4], "EUR", *ROW[5:]]]),
        refusals.ForeignCurrencyError,
        "line 3",
    ),
    "table, euros": (change_row(currency="EUR"), refusals.ForeignCurrencyError, "EUR"),
    "table, same line twice": (
        TABLE.replace(b"B-2", b"B-1"),
        refusals.RepeatedLineError,
        "line 3",
    ),
}


@pytest.mark.parametrize(("content", "error", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_file_is_refused_by_name_and_in_words(
    content: bytes, error: type[Exception] | int, words: str
) -> None:
    with pytest.raises(error or refusals.BadValueError, match=words):
        read_statements(content, account=OUR_ACCOUNT)
