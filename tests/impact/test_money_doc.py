import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "money.md"


def test_worked_examples_hold() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False)

    assert result.failed == 0
    assert result.attempted > 15
