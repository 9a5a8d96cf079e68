"""Put the goods of an older order into the basket again."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.basket.services import BasketRefusal, ProductGone, add_product


@dataclass(frozen=True, kw_only=True)
class Reordered:
    """What came into the basket, by title, and what did not, in words."""

    added: tuple[str, ...]
    refused: tuple[str, ...]


@transaction.atomic
def add_order_again(*, basket: Any, order: Any, own_holds: dict[int, int]) -> Reordered:
    """Add each line of the order at today's price, as many pieces as then.

    A line that is not sold any more, or of which too few pieces are left, stays out with words; the
    others come in all the same.
    """
    added, refused = [], []
    for line in order.lines.order_by("pk"):
        is_new = basket.pk is None
        try:
            add_product(
                basket=basket,
                product_id=line.product_id or 0,
                quantity=line.quantity,
                own_holds=own_holds,
            )
        except ProductGone:
            refused.append(_("%(title)s is not in the shop any more.") % {"title": line.title})
        except BasketRefusal as refusal:
            refused.append(str(refusal))
        else:
            added.append(line.title)
            continue
        if is_new:  # the basket's row was taken back with the refusal
            basket.pk, basket._state.adding = None, True
    return Reordered(added=tuple(added), refused=tuple(refused))
