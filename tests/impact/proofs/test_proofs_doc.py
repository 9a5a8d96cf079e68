"""The worked example of the format is true, and is what the code does."""

import doctest
from pathlib import Path

PLACE = Path(__file__).resolve().parents[3] / "docs" / "proofs.md"


def test_worked_example_of_the_format() -> None:
    outcome = doctest.testfile(str(PLACE), module_relative=False)

    assert (outcome.attempted, outcome.failed) == (12, 0)


def test_document_says_every_tag_that_the_code_uses() -> None:
    from impact.proofs import commitments as c

    text = PLACE.read_text()
    for tag in (c.HEADER, c.DETAILS, c.LINE, c.KEY, c.REFERENCE):
        assert f"`{tag.decode().strip()}`" in text
