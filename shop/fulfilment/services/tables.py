"""Ship many orders from one table: order number, carrier, tracking number. All rows, or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from nomi.platform.tables import Fault, TableReader, TableRefused
from shop.fulfilment.carriers import find_carrier
from shop.fulfilment.models import Shipment
from shop.fulfilment.queries import SENDABLE
from shop.fulfilment.services.refusals import ParcelRefused
from shop.fulfilment.services.shipping import find_order_id, ship_pieces

COLUMNS = ("order number", "carrier", "tracking number")
MOST_ROWS = 200
MOST_LETTERS = 100_000
LONGEST_NUMBER = 60
LONGEST_ORDER_NUMBER = 128
SHORTENED = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE)
"""What a spreadsheet makes of a long number when its column is not text."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One parcel: everything of the order that waits. The same three cells are the same parcel."""

    line: int
    order_id: int
    number: str
    carrier: str
    tracking_number: str

    @property
    def key(self) -> str:
        """Return what makes a row read twice one parcel."""
        cells = "\x1f".join((str(self.order_id), self.carrier, self.tracking_number))
        return f"table:{sha256(cells.encode()).hexdigest()}"


@dataclass(frozen=True, kw_only=True)
class TableOutcome:
    """What a table did, or would do: rows that send a parcel, and rows done by it before."""

    sent: Sequence[Row]
    known: Sequence[Row]


@transaction.atomic
def ship_table(*, text: str, by: Any, now: datetime) -> TableOutcome:
    """Send one parcel for each row, with everything of its order that waits.

    A row that was sent before is passed over, so the same table again does nothing. Raise
    `TableRefused` with every fault at once, and change nothing.
    """
    rows = read_table(text)
    _lock(rows)
    before = set(
        Shipment.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True)
    )
    faults: list[Fault] = []
    sent: list[Row] = []
    for row in rows:
        if row.key in before or row.key in {one.key for one in sent}:
            continue
        try:
            with transaction.atomic():
                ship_pieces(
                    order_id=row.order_id,
                    carrier=row.carrier,
                    tracking_number=row.tracking_number,
                    key=row.key,
                    by=by,
                    now=now,
                )
        except ParcelRefused as refusal:
            faults.append(Fault(line=row.line, words=str(refusal)))
        sent.append(row)
    if faults:
        raise TableRefused(faults)
    return TableOutcome(sent=sent, known=[row for row in rows if row.key in before])


def preview_table(*, text: str, by: Any, now: datetime) -> TableOutcome:
    """Return what the table would do, by doing it and taking it back; see `ship_table`."""
    with transaction.atomic():
        outcome = ship_table(text=text, by=by, now=now)
        transaction.set_rollback(True)
    return outcome


def read_table(text: str) -> list[Row]:
    """Return the rows that name a carrier or a number; raise `TableRefused` with every fault.

    Cells may be parted by commas, semicolons or tabs.
    """
    if len(text) > MOST_LETTERS:
        raise TableRefused([Fault(line=1, words=_("The table is too long."))])
    rows: list[Row] = []
    faults: list[Fault] = []
    table = TableReader(text)
    if tuple(table.titles) != COLUMNS:
        words = _("The first line must name the columns: %(columns)s.")
        raise TableRefused([Fault(line=1, words=words % {"columns": ", ".join(COLUMNS)})])
    for line, cells in table:
        _read_row(cells, line=line, rows=rows, faults=faults)
    faults += [table.fault] if table.fault else []
    if len(rows) > MOST_ROWS:
        words = _("More than %(most)d parcels; send the table in parts.") % {"most": MOST_ROWS}
        faults.append(Fault(line=MOST_ROWS + 2, words=words))
    if not rows and not faults:
        faults.append(Fault(line=1, words=_("No line names a carrier or a tracking number.")))
    if faults:
        raise TableRefused(faults)
    return rows


def list_template_rows() -> list[tuple[str, str, str]]:
    """Return the head and a line for each order that may leave; lines left empty do nothing."""
    orders = get_model("order", "Order").objects.filter(status__in=SENDABLE)
    numbers = orders.order_by("date_placed").values_list("number", flat=True)[:MOST_ROWS]
    return [COLUMNS, *((number, "", "") for number in numbers)]


def _read_row(cells: list[str], *, line: int, rows: list[Row], faults: list[Fault]) -> None:
    """Add the row, or what is wrong with it; pass over one that says nothing."""
    trimmed = [cell.strip().removeprefix("'") for cell in cells]
    if not any(trimmed[1:]):
        return
    if len(trimmed) != len(COLUMNS):
        words = _("%(found)d cells instead of %(wanted)d.")
        counts = {"found": len(trimmed), "wanted": len(COLUMNS)}
        faults.append(Fault(line=line, words=words % counts))
        return
    number, carrier, tracking = trimmed
    found, order_id = find_carrier(carrier), _find_order(number)
    problems = [
        *([_("There is no order %(number)s.") % {"number": number[:40]}] if not order_id else []),
        *([_("The carrier “%(name)s” is unknown.") % {"name": carrier[:40]}] if not found else []),
        *_find_number_faults(tracking),
    ]
    faults += [Fault(line=line, words=words) for words in problems]
    if order_id and found and not problems:
        rows.append(
            Row(
                line=line,
                order_id=order_id,
                number=number,
                carrier=found.code,
                tracking_number=tracking,
            )
        )


def _find_order(number: str) -> int | None:
    return (
        find_order_id(number)
        if number.isprintable() and len(number) <= LONGEST_ORDER_NUMBER
        else None
    )


def _find_number_faults(tracking: str) -> list[str]:
    """Return what is wrong with a tracking number; none at all is fine."""
    if SHORTENED.fullmatch(tracking):
        return [_("The spreadsheet shortened the tracking number; make the column text.")]
    if len(tracking) > LONGEST_NUMBER or not tracking.isprintable():
        return [_("The tracking number is too long, or holds what cannot be printed.")]
    return []


def _lock(rows: Sequence[Row]) -> None:
    """Lock all orders, then all their stock, each by key, so that no two ever wait in a ring."""
    orders = get_model("order", "Order").objects.select_for_update(of=("self",))
    list(orders.filter(pk__in=[row.order_id for row in rows]).order_by("pk"))
    records = get_model("partner", "StockRecord").objects.select_for_update(of=("self",))
    wanted = get_model("order", "Line").objects.filter(order_id__in=[row.order_id for row in rows])
    list(records.filter(pk__in=wanted.values("stockrecord_id")).order_by("pk"))
