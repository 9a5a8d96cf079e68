"""What an order would cost here and now: previewed to the shopper, asked again at Pay."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shop.basket.pricing import Discount, PricedBasket, PricedLine
from shop.checkout.fingerprint import hash_facts
from shop.checkout.tax import TaxedPlace, get_tax_port
from shop.collecting.queries import find_rate as find_event_rate
from shop.money import to_decimal, to_minor
from shop.shipping.methods import get_charge_minor
from shop.shipping.queries import get_weights
from shop.shipping.rates import HANDED_OVER, Rate, get_rates, is_collected


class UnknownDelivery(Exception):  # noqa: N818 - says what happened
    """The way of delivery does not exist for this country."""


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Every figure of an order in cents. Lines net + delivery + tax = total, always.

    Delivery is shipping and gift wrap together: taxed, booked and given back as one.
    """

    priced: PricedBasket = field(repr=False, compare=False)
    place: TaxedPlace
    rate: Rate
    currency: str
    line_taxes: tuple[int, ...]
    shipping_minor: int
    shipping_discount: Discount | None
    shipping_tax_minor: int
    wrap_minor: int = 0

    @property
    def lines(self) -> tuple[PricedLine, ...]:
        """Return the lines in basket order, as `line_taxes` are."""
        return self.priced.lines

    @property
    def goods_minor(self) -> int:
        """Return the goods after discounts, before tax."""
        return self.priced.net_minor

    @property
    def delivery_minor(self) -> int:
        """Return shipping and gift wrap, before tax."""
        return self.shipping_minor + self.wrap_minor

    @property
    def tax_minor(self) -> int:
        """Return all tax: on the lines and on delivery."""
        return sum(self.line_taxes) + self.shipping_tax_minor

    @property
    def total_minor(self) -> int:
        """Return what the shopper pays."""
        return self.goods_minor + self.delivery_minor + self.tax_minor

    @property
    def fingerprint(self) -> str:
        """Return a hash of all that was shown, so that Pay can tell whether it still holds."""
        facts: dict[str, object] = {
            "lines": [
                [line.line.stockrecord_id, line.quantity, line.unit_minor, line.net_minor]
                for line in self.lines
            ],
            "taxes": [*self.line_taxes, self.shipping_tax_minor],
            "shipping": [self.rate.code, self.shipping_minor, self.wrap_minor],
            "total": [self.total_minor, self.currency],
        }
        return hash_facts(facts)


def find_rate(*, country_code: str, shipping_code: str) -> Rate:
    """Return the way of delivery with this code, or raise `UnknownDelivery`.

    An event is found while it stands; whether it still takes orders is asked when one is placed.
    """
    event_rate = find_event_rate(code=shipping_code) if is_collected(shipping_code) else None
    if event_rate:
        return event_rate
    for rate in (*get_rates(country_code=country_code), HANDED_OVER):
        if rate.code == shipping_code:
            return rate
    raise UnknownDelivery(shipping_code)


def get_grams(priced: PricedBasket) -> int:
    """Return the parcel's weight. One query."""
    weights = get_weights(products=[line.line.product for line in priced.lines])
    return sum(weights[line.line.product_id] * line.quantity for line in priced.lines)


def build_quote(
    *, priced: PricedBasket, place: TaxedPlace, shipping_code: str, grams: int, wrap_minor: int = 0
) -> Quote:
    """Return the quote for a priced basket sent to `place`; raise `UnknownDelivery`."""
    rate = find_rate(country_code=place.country_code, shipping_code=shipping_code)
    return _quote(priced=priced, place=place, rate=rate, grams=grams, wrap_minor=wrap_minor)


def _quote(
    *, priced: PricedBasket, place: TaxedPlace, rate: Rate, grams: int, wrap_minor: int
) -> Quote:
    """Return the quote for a way of delivery that is known."""
    charge = get_charge_minor(rate=rate, grams=grams, goods_minor=priced.net_minor)
    discount = _find_shipping_discount(priced, charge)
    shipping = charge - (discount.amount_minor if discount else 0)
    taxes = get_tax_port().get_taxes(
        place=place,
        net_minors=[line.net_minor for line in priced.lines],
        shipping_minor=shipping + wrap_minor,
    )
    return Quote(
        priced=priced,
        place=place,
        rate=rate,
        currency=priced.currency,
        line_taxes=taxes.lines,
        shipping_minor=shipping,
        shipping_discount=discount,
        shipping_tax_minor=taxes.shipping_minor,
        wrap_minor=wrap_minor,
    )


def list_quotes(
    *, priced: PricedBasket, ways: Iterable[tuple[Rate, TaxedPlace]], wrap_minor: int = 0
) -> list[Quote]:
    """Return a quote for each of these ways of delivery to its place. One query."""
    grams = get_grams(priced)
    return [
        _quote(priced=priced, place=place, rate=rate, grams=grams, wrap_minor=wrap_minor)
        for rate, place in ways
    ]


def _find_shipping_discount(priced: PricedBasket, charge_minor: int) -> Discount | None:
    """Return the first delivery offer with what it takes off this charge, or None."""
    found: Any = next((d for d in priced.discounts if d.is_shipping), None)
    if found is None or not charge_minor:
        return None
    amount = to_minor(found.offer.shipping_discount(to_decimal(charge_minor), priced.currency))
    return Discount(
        offer=found.offer,
        voucher=found.voucher,
        name=found.name,
        amount_minor=min(amount, charge_minor),
        times=found.times,
        is_shipping=True,
    )
