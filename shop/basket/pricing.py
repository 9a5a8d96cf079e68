"""What a basket costs, in cents: Oscar's offers applied once, on demand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from shop.costing.queries import find_landed_costs
from shop.money import to_minor
from shop.vouchers.queries import may_sell_below_cost


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
    basket.reset_offer_applications()
    if basket.pk:
        offers = get_model("offer", "ConditionalOffer").objects.select_related(
            "condition", "benefit"
        )
        prefetch_related_objects([basket], Prefetch("vouchers__offers", queryset=offers))
    loaded = list(basket.all_lines())
    if loaded:
        get_class("offer.applicator", "Applicator")().apply(basket, user)
    vouchers = tuple(basket.vouchers.all()) if basket.pk else ()
    floors = _find_floors(loaded, vouchers)
    lines = tuple(
        _price_line(line, own_holds or {}, floors.get(line.stockrecord_id, 0)) for line in loaded
    )
    discount_minor = sum(line.full_minor - line.net_minor for line in lines)
    return PricedBasket(
        basket=basket,
        currency=basket.currency or "USD",
        lines=lines,
        discounts=_get_discounts(basket, discount_minor),
        vouchers=vouchers,
    )


def _find_floors(lines: list[Any], vouchers: tuple[Any, ...]) -> dict[int, int]:
    """Return the cents below which no discount brings a piece, by stock record.

    Today's costs, as Oscar judges by today's clock which offers hold. No query without a discount.
    """
    if not any(line.discounts.total for line in lines) or may_sell_below_cost(vouchers=vouchers):
        return {}
    ids = [line.stockrecord_id for line in lines if line.stockrecord_id]
    costs = find_landed_costs(stockrecord_ids=ids, on=timezone.now().date())
    return {pk: cost.landed_minor for pk, cost in costs.items()}


def take_off(*, full_minor: int, discount_minor: int, floor_minor: int) -> int:
    """Return what is left of a line's price: a discount stops at the floor, or does nothing."""
    return max(full_minor - discount_minor, min(full_minor, floor_minor), 0)


def _price_line(line: Any, own_holds: Mapping[int, int], floor_minor: int) -> PricedLine:
    """Return one line in cents; a withdrawn product counts nothing and says so."""
    product, info = line.product, line.purchase_info
    can_be_sold = is_on_sale(product, info)
    unit = to_minor(info.price.excl_tax) if can_be_sold else 0
    full = unit * line.quantity
    discount = to_minor(Decimal(line.discounts.total)) if can_be_sold else 0
    net = take_off(
        full_minor=full, discount_minor=discount, floor_minor=floor_minor * line.quantity
    )
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
