"""Women in cells, and what is chosen of the tables about them."""

from collections.abc import Sequence
from itertools import chain

from impact.pages.suppression.choosing import COUNTED, Choice, Dimension, Tables, choose_tables

WOMEN = [f"W{number:03d}" for number in range(60)]


def split(women: list[str], *sizes: int) -> dict[str, str]:
    """Put the first women into cell 0, the next into cell 1 and so on."""
    cells = chain.from_iterable([str(cell)] * size for cell, size in enumerate(sizes))
    return dict(zip(women, cells, strict=True))


def choose(
    *tables: dict[str, str],
    remembered: Sequence[Tables] = (),
    smallest: int = 11,
) -> Choice:
    people = {person for table in tables for person in table}
    dimensions = [
        Dimension(name=f"d{number}", groupings=(table,)) for number, table in enumerate(tables)
    ]
    return choose_tables(
        people=people,
        dimensions=dimensions,
        remembered=remembered,
        smallest=smallest,
    )


def read_states(choice: Choice) -> list[str]:
    return [table.state for table in choice.tables]


def remember(choice: Choice) -> Tables:
    tables = {table.name: table.table for table in choice.tables}
    return {COUNTED: dict.fromkeys(choice.people, COUNTED), **tables}
