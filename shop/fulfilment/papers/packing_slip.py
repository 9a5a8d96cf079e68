"""The slip that lies in the parcel: what is in it and for whom. It shows no price to anybody."""

from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nomi.platform.paper import Grid, Paper, Text
from shop.fulfilment.papers.payment import describe_payment
from shop.fulfilment.queries import get_open_pieces, get_sent_pieces
from shop.order.summary import get_address_lines
from shop.presents.queries import get_present


def build_packing_slip(order: Any) -> Paper:
    """Return the slip with the pieces that wait, or with those that left when none waits."""
    waiting = get_open_pieces(order=order)
    pieces = waiting or get_sent_pieces(order=order)
    lines = order.lines.filter(pk__in=pieces).order_by("pk")
    rows = tuple((line.title, line.partner_sku, str(pieces[line.pk])) for line in lines)
    placed = date_format(order.date_placed, "j F Y")
    present = get_present(order=order)
    says_cash = not present.hides_prices and _is_paid_in_cash(order)
    parts: tuple[Text | Grid, ...] = (
        Text(lines=(settings.SELLER_NAME,), style="strong"),
        Text(
            lines=(_("A present for you") if present.is_any else _("Packing slip"),),
            style="heading",
        ),
        Text(
            lines=(
                _("Order %(number)s of %(day)s") % {"number": order.number, "day": placed},
                order.shipping_method,
                *([_("Gift wrap")] if present.wraps else []),
                *([describe_payment(order)] if says_cash else []),
            )
        ),
        Text(lines=get_address_lines(order.shipping_address), style="large"),
        *([Text(lines=tuple(present.note.split("\n")), style="large")] if present.note else []),
        Grid(
            head=(_("Item"), _("Article number"), _("Pieces")),
            rows=rows,
            widths=(6, 3, 1),
            figures=(2,),
        ),
        Text(
            lines=(
                _("Pieces: %(count)d") % {"count": sum(pieces.values())},
                *([_("The rest of the order comes in another parcel.")] if _is_part(order) else []),
            )
        ),
        Text(lines=(_say_return(is_present=present.is_any),), style="small"),
    )
    return Paper(parts=parts, footer=_("Order %(number)s") % {"number": order.number})


def _say_return(*, is_present: bool) -> str:
    """Say how goods come back: whoever got a present has no receipt and no page."""
    words = (
        _(
            "Anything unused may come back within %(days)d days. Write to us with the order number"
            " above; the money goes back to whoever gave it."
        )
        if is_present
        else _(
            "Anything unused may come back within %(days)d days. Ask for it on the page of"
            " your order; its address is in your receipt."
        )
    )
    return words % {"days": settings.RETURN_DAYS_AFTER_ARRIVAL}


def _is_paid_in_cash(order: Any) -> bool:
    """Return whether the till has the money: who packs by the stall's list wants to know."""
    paid = order.payment_attempts.filter(paid_order_at__isnull=False).first()
    return paid is not None and paid.is_cash


def _is_part(order: Any) -> bool:
    """Return whether pieces of the order left before and others still wait."""
    return bool(get_sent_pieces(order=order)) and bool(get_open_pieces(order=order))
