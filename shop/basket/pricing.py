"""What a basket costs, in cents: Oscar's offers applied once, on demand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from shop.basket.offers import apply_offers
from shop.costing.queries import make_landed_cost, read_landed_cost
from shop.money import to_minor
from shop.vouchers.queries import find_vouchers


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """One basket line. `net_minor` is the whole line after discounts, before tax."""

    line: Any = field(repr=False, compare=False)
    title: str
    quantity: int
    unit_minor: int
    full_minor: int
    net_minor: int
    is_on_sale: bool
    """False when the product was withdrawn or has no price any more."""
    free_pieces: int | None
    """How many this shopper could have; None where nobody counts."""
    landed_unit_minor: int | None = None
    """What a piece costs us today; None where nobody recorded it."""
    withheld_minor: int = 0
    """What of the discounts was not given, because the line would have gone below its cost."""

    @property
    def is_short(self) -> bool:
        """Return whether fewer pieces are free than asked for."""
        return self.free_pieces is not None and self.quantity > self.free_pieces

    @property
    def is_buyable(self) -> bool:
        """Return whether the line could be placed as it stands."""
        return self.is_on_sale and not self.is_short


@dataclass(frozen=True, kw_only=True)
class Discount:
    """One offer's effect on the basket, positive cents; `voucher_code` when a voucher gave it."""

    offer: Any = field(repr=False, compare=False)
    voucher: Any = field(default=None, repr=False, compare=False)
    name: str
    amount_minor: int
    times: int
    is_shipping: bool


@dataclass(frozen=True, kw_only=True)
class PricedBasket:
    """A basket with its prices. Net goods = full goods − discounts on goods, to the cent."""

    basket: Any = field(repr=False, compare=False)
    currency: str
    lines: tuple[PricedLine, ...]
    discounts: tuple[Discount, ...]
    vouchers: tuple[Any, ...] = field(repr=False, compare=False)

    @property
    def full_minor(self) -> int:
        """Return the goods before discounts."""
        return sum(line.full_minor for line in self.lines)

    @property
    def net_minor(self) -> int:
        """Return the goods after discounts, before tax."""
        return sum(line.net_minor for line in self.lines)

    @property
    def goods_discounts(self) -> tuple[Discount, ...]:
        """Return the discounts on goods, without those on delivery."""
        return tuple(discount for discount in self.discounts if not discount.is_shipping)

    @property
    def withheld_minor(self) -> int:
        """Return what of the discounts was not given: they stop at the landed cost."""
        return sum(line.withheld_minor for line in self.lines)

    @property
    def quantity(self) -> int:
        """Return the number of pieces."""
        return sum(line.quantity for line in self.lines)


def is_on_sale(product: Any, info: Any) -> bool:
    """Return whether a product is public, with its parent, and has a price."""
    is_public = product.is_public and (product.parent is None or product.parent.is_public)
    return bool(is_public and info.price.exists and info.stockrecord)


def price_basket(
    *, basket: Any, user: Any, own_holds: Mapping[int, int] | None = None
) -> PricedBasket:
    """Return the basket with offers and vouchers applied.

    `own_holds` are pieces by stock record that this shopper's earlier, unpaid order holds: they
    count as free, because placing again gives them back first. A discount eats markup only
    (DOMAIN.md, rule 3): a line whose landed cost is known stops there, unless a voucher in the
    basket was made to sell below cost.
    """
    loaded = _load_lines(basket)
    vouchers = tuple(find_vouchers(basket=basket)) if basket.pk else ()
    if loaded:
        apply_offers(basket=basket, lines=loaded, vouchers=vouchers, user=user)
    has_floor = not any(voucher.sells_below_cost for voucher in vouchers)
    lines = tuple(_price_line(line, own_holds or {}, has_floor=has_floor) for line in loaded)
    discount_minor = sum(line.full_minor - line.net_minor for line in lines)
    return PricedBasket(
        basket=basket,
        currency=basket.currency or "USD",
        lines=lines,
        discounts=_get_discounts(basket, discount_minor),
        vouchers=vouchers,
    )


def _load_lines(basket: Any) -> list[Any]:
    """Return the basket's lines without a discount, each with what a piece of it costs us today."""
    basket.reset_offer_applications()
    cost = read_landed_cost(stockrecord="stockrecord", on=timezone.now().date())
    basket._lines = basket.all_lines().annotate(cost=cost)
    return list(basket._lines)


def take_off(*, full_minor: int, discount_minor: int, floor_minor: int) -> int:
    """Return what is left of a line's price: a discount stops at the floor, or does nothing."""
    return max(full_minor - discount_minor, min(full_minor, floor_minor), 0)


def _price_line(line: Any, own_holds: Mapping[int, int], *, has_floor: bool) -> PricedLine:
    """Return one line in cents; a withdrawn product counts nothing and says so."""
    product, info = line.product, line.purchase_info
    can_be_sold = is_on_sale(product, info)
    unit = to_minor(info.price.excl_tax) if can_be_sold else 0
    full = unit * line.quantity
    discount = to_minor(Decimal(line.discounts.total)) if can_be_sold else 0
    cost = make_landed_cost(line.cost)
    floor = cost.landed_minor * line.quantity if cost and has_floor else 0
    net = take_off(full_minor=full, discount_minor=discount, floor_minor=floor)
    free = None
    if product.get_product_class().track_stock:
        record = line.stockrecord
        free = max(0, record.net_stock_level) + own_holds.get(record.pk, 0)
    return PricedLine(
        line=line,
        title=product.get_title(),
        quantity=line.quantity,
        unit_minor=unit,
        full_minor=full,
        net_minor=net,
        is_on_sale=can_be_sold,
        free_pieces=free,
        landed_unit_minor=cost.landed_minor if cost else None,
        withheld_minor=net - max(0, full - discount),
    )


def _get_discounts(basket: Any, goods_minor: int) -> tuple[Discount, ...]:
    """Return the offers applied; the last one on goods takes the rounding, so that all add up."""
    found = []
    left = goods_minor
    applications = list(basket.offer_applications)
    on_goods = [a for a in applications if a["discount"] and not a["result"].affects_shipping]
    for application in applications:
        is_shipping = application["result"].affects_shipping
        amount = to_minor(application["discount"])
        if application in on_goods:
            amount = left if application is on_goods[-1] else min(amount, left)
            left -= amount
        found.append(
            Discount(
                offer=application["offer"],
                voucher=application["voucher"],
                name=application["voucher"].name if application["voucher"] else application["name"],
                amount_minor=amount,
                times=application["freq"],
                is_shipping=is_shipping,
            )
        )
    return tuple(found)
