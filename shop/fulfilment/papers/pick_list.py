"""The pick list: what to take from the shelf for every order that may leave."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nomi.platform.paper import Grid, Paper, Text, write_pdf
from shop.fulfilment.queries import find_lines_to_pick

TICK = "[   ]"


def write_pick_list(
    *, now: datetime, of: QuerySet[Any] | None = None, more: tuple[Text | Grid, ...] = ()
) -> bytes:
    """Return the list as PDF, one row for each article with the orders that it is for.

    Two queries. It is a list of this moment: what is shipped afterwards is not on the next one. It
    is `of` all that is sent, or of the orders given; `more` stands below.
    """
    lines = sorted(find_lines_to_pick(of=of), key=lambda line: (line.partner_sku, line.pk))
    rows = tuple(
        _build_row(sku, list(group))
        for sku, group in groupby(lines, key=lambda line: line.partner_sku)
    )
    moment = date_format(timezone.localtime(now), "j F Y, H:i")
    orders = len({line.order_id for line in lines})
    counts = {"pieces": sum(line.open for line in lines), "orders": orders}
    grid = Grid(
        head=(_("Article number"), _("Item"), _("Pieces"), _("For orders"), _("Done")),
        rows=rows,
        widths=(3, 4, 1.2, 4, 1),
        figures=(2,),
    )
    parts: tuple[Text | Grid, ...] = (
        Text(lines=(_("Pick list"),), style="heading"),
        Text(lines=(moment, _("%(pieces)d pieces for %(orders)d orders") % counts)),
        grid if rows else Text(lines=(_("Nothing waits to be packed."),)),
        *more,
    )
    return write_pdf([Paper(parts=parts, footer=moment)], title=_("Pick list"))


def _build_row(sku: str, lines: list[Any]) -> tuple[str, str, str, str, str]:
    """Return an article with its pieces; the oldest order is named first."""
    lines.sort(key=lambda line: (line.order.date_placed, line.pk))
    orders = ", ".join(f"{line.order.number} × {line.open}" for line in lines)
    return sku, lines[0].title, str(sum(line.open for line in lines)), orders, TICK
