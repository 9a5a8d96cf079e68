"""What a table would do, line by line: nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from nomi.platform.safe_html import clean_html
from nomi.platform.tables import Fault, TableRefused, name_table
from shop.goods.table.columns import Row, read_rows, tidy
from shop.goods.table.finding import Found, LineRefused, find_product
from shop.goods.table.shelf import Shelf, find_options, read_shelf
from shop.goods.table.stocking import plan_cost, plan_stock

LONGEST_SHOWN = 60
WORDS = {
    "upc": "upc",
    "title": "title",
    "public": "is_public",
    "description": "description",
    "meta title": "meta_title",
    "meta description": "meta_description",
}
"""Columns that are fields of the product."""


@dataclass(kw_only=True)
class Step:
    """What one line does: to a product that is there, or a new one."""

    row: Row
    found: Found
    changes: list[str] = field(default_factory=list)
    product: dict[str, Any] = field(default_factory=dict)
    stock: dict[str, Any] = field(default_factory=dict)
    cost: dict[str, int] = field(default_factory=dict)
    categories: list[Any] | None = None
    options: dict[int, int] = field(default_factory=dict)
    """Options by attribute, both by their keys."""

    @property
    def line(self) -> int:
        """Return the line's number."""
        return self.row.line

    @property
    def is_new(self) -> bool:
        """Return whether the line makes a product."""
        return self.found.product is None

    @property
    def title(self) -> str:
        """Return what the line is about."""
        if self.found.product is not None:
            return str(self.found.product.get_title())
        return str(self.row.get("title") or self.row.get("sku") or self.row.get("upc"))

    def note(self, column: str, old: Any, new: Any) -> None:
        """Say in words that a column changes."""
        words = [str(each)[:LONGEST_SHOWN] for each in (old, new)]
        is_shown = old not in {None, ""} and not self.is_new
        self.changes.append(
            f"{column}: {' → '.join(words)}" if is_shown else f"{column}: {words[1]}"
        )


@dataclass(frozen=True, kw_only=True)
class TablePlan:
    """What the whole table does."""

    steps: Sequence[Step]
    fingerprint: str

    @property
    def acting(self) -> list[Step]:
        """Return the lines that do something."""
        return [step for step in self.steps if step.is_new or step.changes]


def plan_table(*, text: str, on: date) -> TablePlan:
    """Return what the table would do. Raise `TableRefused` with every fault at once."""
    rows, faults = read_rows(text)
    shelf = read_shelf(rows, on=on)
    steps: list[Step] = []
    made = {row.get("upc"): row for row in rows if row.get("upc") and not row.get("parent upc")}
    unreadable = {fault.line for fault in faults}
    for row in rows:
        if row.line in unreadable:
            continue
        try:
            steps.append(plan_row(row, shelf=shelf, made=made))
        except LineRefused as refusal:
            faults.append(Fault(line=row.line, words=str(refusal)))
    faults += find_doubles(rows)
    if faults:
        raise TableRefused(faults)
    facts = repr([(step.line, step.is_new, step.changes) for step in steps])
    mark = sha256(f"{name_table(text)}{facts}".encode()).hexdigest()
    return TablePlan(steps=steps, fingerprint=mark)


def find_doubles(rows: Sequence[Row]) -> list[Fault]:
    """Return a fault for each code that two lines claim."""
    faults = []
    for column in ("upc", "sku"):
        first: dict[str, int] = {}
        for row in rows:
            code = row.get(column)
            if code and first.setdefault(code, row.line) != row.line:
                words = _("The %(column)s “%(code)s” stands in line %(line)d already.")
                facts = {"column": column.upper(), "code": code[:40], "line": first[code]}
                faults.append(Fault(line=row.line, words=words % facts))
    return faults


def plan_row(row: Row, *, shelf: Shelf, made: dict[str, Row]) -> Step:
    """Return what one line does; raise `LineRefused`."""
    step = Step(row=row, found=find_product(row, shelf=shelf, made=made))
    _plan_words(step)
    _plan_categories(step, shelf=shelf)
    _plan_options(step, shelf=shelf)
    if not step.found.is_parent:
        step.stock = plan_stock(row, step.found, partner=shelf.partner, note=step.note)
        step.cost = plan_cost(row, step.found, costs=shelf.costs, note=step.note)
    return step


def _plan_words(step: Step) -> None:
    product = step.found.product
    for column, name in WORDS.items():
        new = step.row.get(column)
        old = getattr(product, name, None)
        if new is None or (column == "upc" and new.startswith("#")):
            continue
        is_text = isinstance(new, str)
        if new == old or (is_text and new == tidy(old or "")):
            continue
        if column == "description":
            new = clean_html(new)
            if tidy(new) == tidy(old or ""):
                continue
        step.product[name] = new
        said: dict[Any, str] = {True: "yes", False: "no"}
        step.note(column, old if is_text else said.get(old), new if is_text else said[new])


def _plan_categories(step: Step, *, shelf: Shelf) -> None:
    text = step.row.get("category")
    if text is None:
        return
    if step.found.is_child:
        raise LineRefused(_("A variant stands in its product's categories; leave the cell empty."))
    paths = [" > ".join(part.strip() for part in path.split(">")) for path in text.split("|")]
    unknown = [path for path in paths if path.lower() not in shelf.categories]
    if unknown:
        raise LineRefused(_("There is no category “%(path)s”.") % {"path": unknown[0][:60]})
    wanted = {shelf.categories[path.lower()].pk: shelf.categories[path.lower()] for path in paths}
    product = step.found.product
    old = (
        {kept.category_id: kept.category for kept in product.productcategory_set.all()}
        if product
        else {}
    )
    if old.keys() != wanted.keys():
        step.categories = list(wanted.values())
        names = {each.pk: each.table_path for each in shelf.categories.values()}
        step.note(
            "category", " | ".join(names[pk] for pk in old), " | ".join(names[pk] for pk in wanted)
        )


def _plan_options(step: Step, *, shelf: Shelf) -> None:
    chosen = find_options(step.found.product) if step.found.product else {}
    for code in ("colour", "size"):
        word = step.row.get(code)
        if word is None:
            continue
        key = (step.found.kind.pk, code)
        if key not in shelf.options:
            facts = {"kind": step.found.kind.name, "column": code}
            raise LineRefused(_("“%(kind)s” has no %(column)s.") % facts)
        option = shelf.options[key].get(word.lower())
        if option is None:
            raise LineRefused(
                _("There is no %(column)s “%(word)s”.") % {"column": code, "word": word[:40]}
            )
        old = chosen.get(code)
        if old is None or old.pk != option.pk:
            step.options[shelf.attributes[key].pk] = option.pk
            step.note(code, old.option if old else "", option.option)
