"""What is published as rows and values: for files and for the interface."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from impact.pages import codebook
from impact.pages.models import FundBatch, Publication
from impact.pages.stages import list_stages
from impact.pages.suppression import SMALLEST_COHORT

HEAD = ["quarter", "table", "cell", "women", "state"]
OUTCOMES = ["since", "months", "lower_quartile_cents", "median_cents", "upper_quartile_cents"]
GOALS = ("slug", "title", "unit", "baseline", "baseline_on", "target", "due_on", "actual")
SOURCES = ("actual_source", "benchmark", "benchmark_source")


def list_cells(publication: Publication) -> list[list[Any]]:
    """Return every cell with its quarter; a table that is withheld has one row without figures."""
    rows: list[list[Any]] = [HEAD]
    for table in publication.content["tables"]:
        rows += _list_table(table)
    return rows


def find_rows(publication: Publication, name: str) -> list[list[Any]] | None:
    """Return a table by its name as rows; None when there is none of that name."""
    content = publication.content
    if name == "outcomes":
        keys = ("since", "wave", "lower", "median", "upper")
        return [OUTCOMES, *([band.get(key, "") for key in keys] for band in content["bands"])]
    if name == "goals":
        columns = (*GOALS, *SOURCES)
        return [
            list(columns),
            *([_blank(goal[column]) for column in columns] for goal in content["goals"]),
        ]
    if name == "fund-by-quarter":
        quarters = content["fund"].get("quarters", ())
        head = ["quarter", "sales_dollars", "gifts_dollars"]
        return [head, *([row["quarter"], row["sales"], row["gifts"]] for row in quarters)]
    if name == "spending":
        parts = content["fund"].get("spending", ())
        return [["kind", "dollars"], *([row["kind"], row["dollars"]] for row in parts)]
    found = [table for table in content["tables"] if table["name"] == name]
    return [HEAD, *_list_table(found[0])] if found else None


def list_codes() -> list[list[Any]]:
    """Return every table and cell with its meaning."""
    rows: list[list[Any]] = [["kind", "code", "title", "meaning"]]
    rows += [
        ["table", name, codebook.name_table(name), codebook.explain_table(name)]
        for name in (*codebook.TITLES, *codebook.WAVES)
    ]
    rows += [["cell", code, str(words), ""] for code, words in codebook.CELLS.items()]
    rows += [["state", code, str(words), ""] for code, words in codebook.STATES.items()]
    rows += [["spending", code, str(words), ""] for code, words in codebook.SPENDING.items()]
    return rows


def describe_publication(publication: Publication) -> dict[str, Any]:
    """Return the content with what it is checked by."""
    return {
        "quarter": publication.quarter,
        "version": publication.version,
        "as_of": publication.as_of.isoformat(),
        "published_on": publication.decided_at.date().isoformat() if publication.decided_at else "",
        "smallest_cell": SMALLEST_COHORT,
        "content": publication.content,
        "content_sha256": publication.digest,
        "books_sha256": publication.books_digest,
        "log_size": publication.log_size,
        "log_root": publication.log_root,
    }


def describe_fund(batch: FundBatch) -> dict[str, Any]:
    """Return the fund's daily figures in whole dollars."""
    return {
        "as_of": batch.as_of.isoformat(),
        "currency": "USD",
        "training_accounts": batch.told_count,
        "stages": {stage.code: stage.dollars for stage in list_stages(batch)},
        "reserve": batch.reserve_dollars,
    }


def describe_interface() -> dict[str, Any]:
    """Return what there is to ask for. Everything is published, and nothing is about one woman."""
    addresses = {
        "publication": "The latest quarter: counts, medians, goals, the fund by quarter.",
        "fund": "The fund's money by state, once a day, in whole dollars.",
    }
    return {
        "name": "Nomi impact figures",
        "version": 1,
        "rules": "Read only. No key. Every cell counts at least eleven women, alone and combined.",
        "codebook": settings.SITE_ADDRESS + reverse("impact:codebook"),
        "resources": [
            {"address": settings.SITE_ADDRESS + reverse(f"impact:api-{name}"), "holds": words}
            for name, words in addresses.items()
        ],
    }


def write_snippets() -> dict[str, str]:
    """Return the HTML that shows badge or card on somebody's page: a link around a picture."""
    home = settings.SITE_ADDRESS + reverse("impact:home")
    sizes = {"badge": 'width="320" height="96"', "card": 'width="600" height="315"'}
    return {
        name: f'<a href="{home}"><img src="{settings.SITE_ADDRESS}{reverse(f"impact:{name}")}"'
        f' {size} alt="Nomi Training Fund"></a>'
        for name, size in sizes.items()
    }


def _list_table(table: dict[str, Any]) -> list[list[Any]]:
    rows = [
        [table["since"], table["name"], code, count, table["state"]]
        for code, count in table["cells"].items()
    ]
    return rows or [[table["since"], table["name"], "", "", table["state"]]]


def _blank(value: Any) -> Any:
    return "" if value is None else value
