"""No cell of a table that we hand out runs in a spreadsheet."""

import csv
import io

import pytest

from nomi.platform.safe_csv import make_cell_safe, make_table_safe


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", " =1", "-", "+", "=-1"],
)
def test_formula_becomes_text(text: str) -> None:
    assert make_cell_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ada", "-5", "-5.00", "+3", "1,234.50", "12%", "a=b", "a-b"])
def test_number_and_plain_text_stay(text: str) -> None:
    assert make_cell_safe(text) == text


def test_table_keeps_its_cells() -> None:
    table = 'a,"b, c","d\n""e"""\r\n-1.5,=2,\r\n'

    safe = list(csv.reader(io.StringIO(make_table_safe(table), newline="")))

    assert safe == [["a", "b, c", 'd\n"e"'], ["-1.5", "'=2", ""]]
