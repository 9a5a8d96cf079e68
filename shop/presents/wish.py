"""What a giver wishes for her parcel, as it travels from form to session to order."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class PresentWish:
    """A note, already found printable, whether the parcel hides its prices, and gift wrap."""

    note: str = ""
    hides_prices: bool = False
    wraps: bool = False

    @property
    def is_any(self) -> bool:
        """Return whether there is anything to write down."""
        return bool(self.note or self.hides_prices or self.wraps)

    @property
    def wrap_price_minor(self) -> int:
        """Return what its gift wrap costs today, in cents; nothing where none is offered."""
        return settings.SHOP_GIFT_WRAP_MINOR if self.wraps else 0


NO_WISH = PresentWish()
