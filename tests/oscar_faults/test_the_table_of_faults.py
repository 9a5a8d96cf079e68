"""The table of Oscar's faults is whole: each has a test on stock Oscar and one on this store."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
TABLE = TESTS.parents[1] / "docs" / "oscar-faults.md"
FAULTS = 14
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def _read_table() -> dict[int, set[str]]:
    """Return the names of each fault's tests."""
    rows = ROW.findall(TABLE.read_text())
    assert len(rows) == len({number for number, *_words in rows})
    return {int(number): set(re.findall(r"`(test_\w+)`", tests)) for number, _, _, tests in rows}


def _list_tests() -> set[str]:
    return {
        one.name
        for path in TESTS.glob("test_*.py")
        for one in ast.parse(path.read_text()).body
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_fault_")
    }


def test_table_has_every_fault_with_its_control_and_its_closure() -> None:
    table = _read_table()

    assert sorted(table) == list(range(1, FAULTS + 1))
    for number, tests in table.items():
        assert {name[:13] for name in tests} == {f"test_fault_{number:02}"}
        assert [name for name in tests if "_stock_" in name] != []
        assert [name for name in tests if "_stock_" not in name] != []


def test_table_and_tests_name_each_other() -> None:
    named = {name for tests in _read_table().values() for name in tests}

    assert named == _list_tests()
