"""A publication as pages and screens show it: tables in words, parts of bars, points of a chart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from impact.pages import codebook
from impact.pages.models import Publication
from impact.pages.words import write_dollars

KINDS = {"done": "share", "missed": "1", "declined": "2", "unreachable": "3", "not_done": "1"}
STACK = ("share", "1", "2", "3", "4", "rest")
"""The fills of a bar's parts, in their order."""


@dataclass(frozen=True, kw_only=True)
class ShownCell:
    """One cell: its code, its words and how many women it counts."""

    code: str
    label: str
    count: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class ShownTable:
    """One table with its words; a withheld one has no cells."""

    name: str
    title: str
    meaning: str
    state: str
    state_words: str
    since: str
    cells: tuple[ShownCell, ...]

    @property
    def total(self) -> int:
        """How many women the table counts: everybody who is counted at all."""
        return sum(cell.count for cell in self.cells)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The parts of the table's bar."""
        return [
            {
                "label": cell.label,
                "value": cell.count,
                "text": f"{cell.count} ({cell.percent} %)",
                "kind": STACK[min(place, len(STACK) - 1)],
            }
            for place, cell in enumerate(self.cells)
        ]


def list_tables(publication: Publication | None) -> list[ShownTable]:
    """Return the publication's tables in their order."""
    rows = publication.content["tables"] if publication else []
    return [_show(row) for row in rows]


def find_tables(publication: Publication | None, *names: str) -> list[ShownTable]:
    """Return the tables of these names, in the publication's order."""
    return [table for table in list_tables(publication) if table.name in names]


def list_spending(publication: Publication | None) -> list[dict[str, Any]]:
    """Return what the fund's money was spent on, each with its words."""
    fund = publication.content["fund"] if publication else {}
    return [
        {
            "label": str(codebook.SPENDING.get(row["kind"], row["kind"])),
            "value": row["dollars"],
            "text": write_dollars(row["dollars"]),
            "kind": STACK[min(place, len(STACK) - 1)],
        }
        for place, row in enumerate(fund.get("spending", ()))
    ]


def list_quarters(publication: Publication | None) -> list[dict[str, Any]]:
    """Return what sales and gifts brought the fund by quarter, with the widths of their bars."""
    fund = publication.content["fund"] if publication else {}
    rows = fund.get("quarters", ())
    most = max((max(row["sales"], row["gifts"]) for row in rows), default=0) or 1
    return [
        {
            "quarter": row["quarter"],
            **{side: write_dollars(max(row[side], 0)) for side in ("sales", "gifts")},
            "sales_width": max(row["sales"], 0) * 100 // most,
            "gifts_width": max(row["gifts"], 0) * 100 // most,
        }
        for row in rows
    ]


def list_goals(publication: Publication | None) -> list[dict[str, Any]]:
    """Return the goals with their figures in words, and how far each has come."""
    return [_show_goal(goal) for goal in (publication.content["goals"] if publication else ())]


def _show(row: dict[str, Any]) -> ShownTable:
    total = sum(row["cells"].values())
    return ShownTable(
        name=row["name"],
        title=codebook.name_table(row["name"]),
        meaning=codebook.explain_table(row["name"]),
        state=row["state"],
        state_words=str(codebook.STATES[row["state"]]),
        since=row["since"],
        cells=tuple(_list_cells(row, total)),
    )


def _list_cells(row: dict[str, Any], total: int) -> Iterator[ShownCell]:
    """Return the cells, those of progress by size and the others by how many they count."""
    for code, count in sorted(row["cells"].items(), key=lambda one: _place(row["name"], *one)):
        yield ShownCell(
            code=code,
            label=codebook.name_cell(row["name"], code),
            count=count,
            percent=round(count * 100 / total),
        )


def _place(table: str, code: str, count: int) -> tuple[int, int, str]:
    """Return where a cell stands: those who are not counted come last."""
    is_outside = code in {"not_told", "not_due", "no_plan"}
    by_size = int(code) if table == "progress" and code.isdecimal() else -count
    return (is_outside, by_size, code)


def _show_goal(goal: dict[str, Any]) -> dict[str, Any]:
    unit = goal["unit"]
    words = {
        name: codebook.name_unit(goal[name], unit)
        for name in ("baseline", "target", "actual", "benchmark")
    }
    days = {name: date.fromisoformat(goal[name]) for name in ("baseline_on", "due_on")}
    changes = [
        {**one, **{name: date.fromisoformat(one[name]) for name in ("on", "due_on")}}
        for one in goal["changes"]
    ]
    shown = {f"{name}_words": text for name, text in words.items()}
    return {**goal, **shown, **days, "changes": changes, **_reach(goal)}


def _reach(goal: dict[str, Any]) -> dict[str, Any]:
    """Return how far the actual has come from the baseline to the target, 0 to 100."""
    if goal["actual"] is None:
        return {"reached": None}
    baseline, target, actual = (float(goal[name]) for name in ("baseline", "target", "actual"))
    way = target - baseline
    share = (actual - baseline) / way if way else 1.0
    return {"reached": round(100 * min(1.0, max(0.0, share)))}
