"""Sales tax through a port: asked once per quote, frozen when the order is placed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from shop.money import take_basis_points


@dataclass(frozen=True, kw_only=True)
class TaxedPlace:
    """Where the goods go: what a tax rule needs to know of an address."""

    country_code: str
    state: str
    postcode: str


@dataclass(frozen=True, kw_only=True)
class Taxes:
    """Tax in cents, for each line in the order asked and for delivery."""

    lines: tuple[int, ...]
    shipping_minor: int


class TaxPort(Protocol):
    """Anything that knows what tax is due."""

    def get_taxes(
        self, *, place: TaxedPlace, net_minors: Sequence[int], shipping_minor: int
    ) -> Taxes:
        """Return the tax on each line's net cents and on delivery."""


class TableTax:
    """A rate per US state in basis points; no row, no tax. Each line is rounded half-even."""

    def __init__(self, *, rates: dict[str, int], states_taxing_delivery: frozenset[str]) -> None:
        self.rates = rates
        self.states_taxing_delivery = states_taxing_delivery

    def get_taxes(
        self, *, place: TaxedPlace, net_minors: Sequence[int], shipping_minor: int
    ) -> Taxes:
        """Return each line's tax, so that the order's tax is exactly the sum of what is shown."""
        rate = self.rates.get(place.state, 0) if place.country_code == "US" else 0
        on_delivery = rate if place.state in self.states_taxing_delivery else 0
        return Taxes(
            lines=tuple(take_basis_points(net, rate) for net in net_minors),
            shipping_minor=take_basis_points(shipping_minor, on_delivery),
        )


def get_tax_port() -> TaxPort:
    """Return the adapter that the settings describe."""
    return TableTax(
        rates=settings.SHOP_SALES_TAX_BASIS_POINTS,
        states_taxing_delivery=settings.SHOP_STATES_TAXING_DELIVERY,
    )
