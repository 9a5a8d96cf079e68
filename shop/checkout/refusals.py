"""Everything that can keep an order from being placed, each with what the shopper must know."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop.checkout.quote import Quote


class Refusal(Exception):  # noqa: N818 - each says what happened
    """The order was not placed and nothing was changed."""


class BasketEmpty(Refusal):
    """There is nothing in the basket, or the basket is not this shopper's open one."""


class LineUnavailable(Refusal):
    """A product was withdrawn, or fewer pieces are free than asked for."""

    def __init__(self, *, title: str, wanted: int, free: int) -> None:
        super().__init__(title)
        self.title = title
        self.wanted = wanted
        self.free = free


class TotalChanged(Refusal):
    """A price, voucher, delivery charge or tax is not what the shopper was shown."""

    def __init__(self, quote: "Quote") -> None:
        super().__init__(quote.total_minor)
        self.quote = quote


class TotalTooSmall(Refusal):
    """The total is above nothing and below what a card can be charged with."""

    def __init__(self, *, total_minor: int, minimum_minor: int) -> None:
        super().__init__(total_minor)
        self.total_minor = total_minor
        self.minimum_minor = minimum_minor


class GiftAlone(Refusal):
    """Of the order itself no money is due, so there is no payment that its gift could go with."""


class CountryNotServed(Refusal):
    """We do not deliver to this country."""


class StoreBusy(Refusal):
    """Someone else held what we need for longer than we may wait; trying again will do."""
