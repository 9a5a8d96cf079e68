"""Which gift a shopper means to add to her order, as her browser keeps it until that is paid."""

from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest
from oscar.core.loading import get_model

from shop.addedgifts.port import get_gift_port
from shop.money import format_minor

KEY = "added_gift"
SHOWN = "gift_shown"
"""The field by which Pay says which gift the page had shown."""
LONGEST = 40


@dataclass(frozen=True, kw_only=True)
class GiftWish:
    """Cents for a purpose, and the name for the receipt where it is not that of the address."""

    amount_minor: int
    purpose: str = ""
    donor_name: str = ""
    basket_id: int = 0
    """The basket it lies in: once that is bought, it is wished no more."""

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


def find_gift_wish(request: HttpRequest) -> GiftWish | None:
    """Return the gift that lies in this browser's basket; None once its basket was bought.

    No query for a visitor without one, and none while gifts are closed.
    """
    kept = request.session.get(KEY) if request.session.session_key else None
    if not kept or get_gift_port().find_terms() is None:
        return None
    try:
        wish = GiftWish(**kept)
    except TypeError:  # written by another version of the store
        return None
    baskets = get_model("basket", "Basket").objects
    if baskets.filter(pk=wish.basket_id, status="Submitted").exists():
        forget_gift(request)
        return None
    return wish


def keep_gift(request: HttpRequest, wish: GiftWish) -> None:
    """Lay the gift into this browser's basket."""
    request.session[KEY] = asdict(wish)


def forget_gift(request: HttpRequest) -> None:
    """Take the gift out again."""
    if KEY in request.session:
        del request.session[KEY]


def read_gift(request: HttpRequest) -> GiftWish | None:
    """Return the gift that Pay was pressed with; raise `GiftChanged` when another was shown."""
    wish = find_gift_wish(request)
    if request.POST.get(SHOWN, "")[:LONGEST] != (wish.mark if wish else ""):
        raise GiftChanged
    return wish


def show_gift(request: HttpRequest, *, due_minor: int) -> dict[str, Any]:
    """Return what a page shows: the gift, and what is paid together with it, in cents."""
    wish = find_gift_wish(request)
    return {"gift": wish, "pay_minor": due_minor + (wish.amount_minor if wish else 0)}
