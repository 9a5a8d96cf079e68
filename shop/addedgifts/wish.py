"""Which gift a shopper means to add to her order; it lies beside her basket until that is paid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nomi.platform.amounts import format_minor
from shop.addedgifts.models import KeptGift
from shop.addedgifts.port import get_gift_port
from shop.basket.beside import find_beside, keep_beside, take_from_beside
from shop.basket.request import ShopRequest

SHOWN = "gift_shown"
"""The field by which Pay says which gift the page had shown."""
LONGEST = 40


@dataclass(frozen=True, kw_only=True)
class GiftWish:
    """Cents for a purpose, and the name for the receipt where it is not that of the address."""

    amount_minor: int
    purpose: str = ""
    donor_name: str = ""

    @property
    def name(self) -> str:
        """Return the fund it goes to, with its purpose, in the language of the page."""
        return get_gift_port().name_purpose(self.purpose)

    @property
    def amount(self) -> str:
        """Return the amount in words; gifts are in dollars."""
        return format_minor(self.amount_minor)

    @property
    def mark(self) -> str:
        """Return what a page carries, so that Pay can tell whether it showed this very gift."""
        return f"{self.amount_minor}:{self.purpose}"


class GiftChanged(Exception):  # noqa: N818 - says what happened
    """The gift was added, changed or taken out in another tab since the page was shown."""


def find_gift_wish(request: ShopRequest, *, now: datetime) -> GiftWish | None:
    """Return the gift that lies in this visitor's basket; None for none, or while none is taken."""
    if get_gift_port().find_terms() is None:
        return None
    kept = find_beside(KeptGift, basket=request.basket, now=now)
    if kept is None:
        return None
    return GiftWish(
        amount_minor=kept.amount_minor, purpose=kept.purpose, donor_name=kept.donor_name
    )


def keep_gift(request: ShopRequest, wish: GiftWish, *, now: datetime) -> None:
    """Lay the gift into this visitor's basket; without goods there is none."""
    keep_beside(
        KeptGift,
        basket=request.basket,
        now=now,
        amount_minor=wish.amount_minor,
        purpose=wish.purpose,
        donor_name=wish.donor_name,
        wished_in=request.basket,
    )


def forget_gift(request: ShopRequest) -> None:
    """Take the gift out again."""
    take_from_beside(KeptGift, basket=request.basket)


def read_gift(request: ShopRequest, *, now: datetime) -> GiftWish | None:
    """Return the gift that Pay was pressed with; raise `GiftChanged` when another was shown."""
    wish = find_gift_wish(request, now=now)
    if request.POST.get(SHOWN, "")[:LONGEST] != (wish.mark if wish else ""):
        raise GiftChanged
    return wish


def show_gift(request: ShopRequest, *, due_minor: int, now: datetime) -> dict[str, Any]:
    """Return what a page shows: the gift, and what is paid together with it, in cents."""
    wish = find_gift_wish(request, now=now)
    return {"gift": wish, "pay_minor": due_minor + (wish.amount_minor if wish else 0)}
