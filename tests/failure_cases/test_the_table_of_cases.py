"""The table of failure cases is whole, and every test that it names exists."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
TABLE = TESTS.parents[1] / "docs" / "failure-cases.md"
CASES = 54
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def _read_table() -> dict[int, list[str]]:
    """Return the names of each case's tests."""
    rows = ROW.findall(TABLE.read_text())
    assert len(rows) == len({number for number, *_words in rows})
    return {int(number): re.findall(r"`(test_\w+)`", tests) for number, _, _, tests in rows}


def _list_tests() -> dict[str, str]:
    """Return every test of this folder with its file."""
    return {
        one.name: path.stem
        for path in TESTS.glob("test_*.py")
        for one in ast.parse(path.read_text()).body
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    }


def test_table_has_every_case_with_a_test() -> None:
    table = _read_table()

    assert sorted(table) == list(range(1, CASES + 1))
    assert [number for number, tests in table.items() if not tests] == []


def test_every_test_of_the_table_exists() -> None:
    named = {name for tests in _read_table().values() for name in tests}

    assert named - _list_tests().keys() == set()


def test_every_numbered_file_stands_in_the_table() -> None:
    known = _list_tests()
    named = {known[name] for tests in _read_table().values() for name in tests if name in known}

    assert {path.stem for path in TESTS.glob("test_case_*.py")} - named == set()
