"""The slip that lies in the parcel: what is in it and for whom. It shows no price to anybody."""

from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nomi.platform.paper import Grid, Paper, Text
from shop.fulfilment.papers.payment import describe_payment
from shop.fulfilment.queries import get_open_pieces, get_sent_pieces
from shop.order.summary import get_address_lines


def build_packing_slip(order: Any) -> Paper:
    """Return the slip with the pieces that wait, or with those that left when none waits."""
    waiting = get_open_pieces(order=order)
    pieces = waiting or get_sent_pieces(order=order)
    lines = order.lines.filter(pk__in=pieces).order_by("pk")
    rows = tuple((line.title, line.partner_sku, str(pieces[line.pk])) for line in lines)
    placed = date_format(order.date_placed, "j F Y")
    parts: tuple[Text | Grid, ...] = (
        Text(lines=(settings.SELLER_NAME,), style="strong"),
        Text(lines=(_("Packing slip"),), style="heading"),
        Text(
            lines=(
                _("Order %(number)s of %(day)s") % {"number": order.number, "day": placed},
                order.shipping_method,
                *([describe_payment(order)] if _is_paid_in_cash(order) else []),
            )
        ),
        Text(lines=get_address_lines(order.shipping_address), style="large"),
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
        Text(
            lines=(
                _(
                    "Anything unused may come back within %(days)d days. Ask for it on the page of"
                    " your order; its address is in your receipt."
                )
                % {"days": settings.RETURN_DAYS_AFTER_ARRIVAL},
            ),
            style="small",
        ),
    )
    return Paper(parts=parts, footer=_("Order %(number)s") % {"number": order.number})


def _is_paid_in_cash(order: Any) -> bool:
    """Return whether the till has the money: who packs by the stall's list wants to know."""
    paid = order.payment_attempts.filter(paid_order_at__isnull=False).first()
    return paid is not None and paid.is_cash


def _is_part(order: Any) -> bool:
    """Return whether pieces of the order left before and others still wait."""
    return bool(get_sent_pieces(order=order)) and bool(get_open_pieces(order=order))
