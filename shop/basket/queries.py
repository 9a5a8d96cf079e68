"""Read what the basket page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from shop.basket.pricing import PricedBasket, PricedLine
from shop.checkout.destination import Destination
from shop.pictures.queries import Shown, get_product_pictures
from shop.shipping.arriving import Arrival, get_arrival
from shop.shipping.methods import get_charge_minor
from shop.shipping.queries import get_weights
from shop.shipping.rates import Rate, get_rates


@dataclass(frozen=True, kw_only=True)
class BasketLineView:
    """One line as the page shows it."""

    priced: PricedLine
    url: str
    picture: Shown | None
    error: str = ""
    typed: str = ""


@dataclass(frozen=True, kw_only=True)
class WayView:
    """One way of delivery: its price for this basket before tax, and when it arrives."""

    rate: Rate
    charge_minor: int
    arrival: Arrival


@dataclass(frozen=True, kw_only=True)
class BasketView:
    """The basket page: lines, what they come to, and what delivery costs to the destination.

    `missing_for_free_minor` is None where no way is ever free, 0 where one is free already.
    """

    priced: PricedBasket
    lines: tuple[BasketLineView, ...]
    destination: Destination
    ways: tuple[WayView, ...]
    missing_for_free_minor: int | None
    share_lines: list[dict[str, int | None]]

    @property
    def way(self) -> WayView:
        """Return the usual way of delivery there."""
        return self.ways[0]

    @property
    def total_minor(self) -> int:
        """Return goods and estimated delivery, before tax."""
        return self.priced.net_minor + self.way.charge_minor

    @property
    def is_buyable(self) -> bool:
        """Return whether checkout can begin."""
        return all(line.priced.is_buyable for line in self.lines)


def get_basket_view(
    *,
    priced: PricedBasket,
    on: date,
    destination: Destination,
    line_id: int = 0,
    typed: str | None = None,
    error: str = "",
) -> BasketView:
    """Return the page for a priced basket. An `error` stands beside the line with what was typed.

    Two queries for any number of lines: pictures and weights.
    """
    products = [line.line.product for line in priced.lines]
    pictures = _find_pictures(products)
    weights = get_weights(products=products)
    grams = sum(weights[line.line.product_id] * line.quantity for line in priced.lines)
    ways = _list_ways(destination, grams=grams, goods_minor=priced.net_minor, on=on)
    return BasketView(
        priced=priced,
        lines=tuple(
            BasketLineView(
                priced=line,
                url=(line.line.product.parent or line.line.product).get_absolute_url(),
                picture=pictures.get(line.line.product_id),
                error=error if line.line.pk == line_id else "",
                typed=str(line.quantity) if typed is None or line.line.pk != line_id else typed,
            )
            for line in priced.lines
        ),
        destination=destination,
        ways=ways,
        missing_for_free_minor=(
            max(0, settings.SHOP_FREE_SHIPPING_OVER_MINOR - priced.net_minor)
            if ways[0].rate.is_free_over_threshold
            else None
        ),
        share_lines=list_share_lines(priced=priced),
    )


def _list_ways(
    destination: Destination, *, grams: int, goods_minor: int, on: date
) -> tuple[WayView, ...]:
    """Return the ways of delivery there, the usual one first."""
    return tuple(
        WayView(
            rate=rate,
            charge_minor=get_charge_minor(rate=rate, grams=grams, goods_minor=goods_minor),
            arrival=get_arrival(rate=rate, ordered_on=on),
        )
        for rate in get_rates(country_code=destination.country_code)
    )


def _find_pictures(products: Iterable[Any]) -> dict[int, Shown]:
    """Return each product's first picture, else its parent's, by the product's id. One query."""
    parents = {product.pk: product.parent_id for product in products}
    ids = {*parents, *parents.values()} - {None}
    first: dict[int, Shown] = {}
    for picture in get_product_pictures(product_ids=ids) if ids else ():
        first.setdefault(picture.product_id, picture.shown)
    found = {pk: first.get(pk) or first.get(parent) for pk, parent in parents.items()}
    return {pk: shown for pk, shown in found.items() if shown}


def list_share_lines(*, priced: PricedBasket) -> list[dict[str, int | None]]:
    """Return what the share of this basket is counted from, line by line."""
    return [
        {
            "net_minor": line.net_minor,
            "landed_unit_minor": line.landed_unit_minor,
            "quantity": line.quantity,
        }
        for line in priced.lines
        if line.is_on_sale
    ]
