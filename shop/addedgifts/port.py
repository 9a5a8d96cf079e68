"""Gifts through a port: the shop takes their money along, and knows nothing else of giving."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from nomi.platform.amounts import format_minor


@dataclass(frozen=True, kw_only=True)
class GiftTerms:
    """What may be given, in cents, and for what; labels are in the language of the page."""

    presets: tuple[tuple[int, str], ...]
    least_minor: int
    most_minor: int
    purposes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class AddedGift:
    """The gift of an order: its own number, its cents, what of them went back, and for what."""

    key: int
    number: str
    amount_minor: int
    gone_minor: int
    purpose: str
    is_received: bool
    is_ended: bool

    @property
    def name(self) -> str:
        """Return the fund it goes to, with its purpose, in the language of the page."""
        return get_gift_port().name_purpose(self.purpose)

    @property
    def amount(self) -> str:
        """Return the amount in words; gifts are in dollars."""
        return format_minor(self.amount_minor)


class GiftsOpen(Exception):  # noqa: N818 - says what happened
    """A gift is on its way, or comes again each month; words for the shopper, nothing changed."""


class GiftPort(Protocol):
    """Whoever knows of gifts."""

    def find_terms(self) -> GiftTerms | None:
        """Return the terms, None while no gift can be taken. No query."""

    def name_purpose(self, purpose: str) -> str:
        """Return the fund a gift goes to, with its purpose. No query."""

    def find_gift(self, *, order_number: str) -> AddedGift | None:
        """Return the gift of an order, None for none. One query."""

    def find_taken(self, *, stripe_id: str) -> int:
        """Return the cents of a gift that a refund or dispute took, given back or not."""

    def collect_data(
        self, *, user_key: int, emails: Sequence[str]
    ) -> dict[str, list[dict[str, Any]]]:
        """Return all that is held of a shopper's gifts, table by table."""

    def forget(self, *, user_key: int, emails: Sequence[str]) -> None:
        """Take the person out of her gifts; raise `GiftsOpen` where that must wait."""


def get_gift_port() -> GiftPort:
    """Return the adapter that the settings name."""
    port: GiftPort = import_string(settings.SHOP_GIFT_PORT)()
    return port


def find_added_gift(*, order_number: str) -> AddedGift | None:
    """Return the gift that was added to an order, None for none. One query."""
    return get_gift_port().find_gift(order_number=order_number)


def get_gift_minor(*, order_number: str) -> int:
    """Return the cents of an order's gift, 0 for none. One query."""
    gift = find_added_gift(order_number=order_number)
    return gift.amount_minor if gift else 0
