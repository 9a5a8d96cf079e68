"""What a giver wishes for her parcel, as it travels from form to session to order."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PresentWish:
    """A note, already found printable, and whether the parcel hides its prices."""

    note: str = ""
    hides_prices: bool = False

    @property
    def is_any(self) -> bool:
        """Return whether there is anything to write down."""
        return bool(self.note or self.hides_prices)


NO_WISH = PresentWish()
