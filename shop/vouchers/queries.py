"""Read what vouchers may do, and what a discount would do to prices."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from oscar.core.loading import get_model

from shop.costing.queries import find_landed_costs
from shop.money import to_minor
from shop.vouchers.models import VoucherTerms


@dataclass(frozen=True, kw_only=True)
class BelowCost:
    """One article that a discount would sell for less than it costs."""

    title: str
    price_minor: int
    landed_minor: int


def find_vouchers(*, basket: Any) -> list[Any]:
    """Return the basket's vouchers, each with its `offer_ids` and whether it `sells_below_cost`.

    One query.
    """
    model = get_model("voucher", "Voucher")
    terms = VoucherTerms.objects.filter(voucher=OuterRef("pk"), sells_below_cost=True)
    through = model.offers.through.objects.filter(voucher=OuterRef("pk"))
    vouchers = basket.vouchers.annotate(
        sells_below_cost=Exists(terms),
        offer_ids=ArraySubquery(through.values("conditionaloffer_id")),
    )
    return list(vouchers)


def find_below_cost(*, products: Any, percent: Decimal, on: date) -> list[BelowCost]:
    """Return the articles that so many percent off would sell below landed cost.

    Articles whose cost nobody recorded are left out: nobody can say. Two queries.
    """
    records = get_model("partner", "StockRecord").objects.filter(product__in=products, price__gt=0)
    names = ("product__title", "product__parent__title")
    rows = list(records.order_by("pk").values_list("pk", "price", *names))
    costs = find_landed_costs(stockrecord_ids=[row[0] for row in rows], on=on)
    found = []
    for pk, price, title, parent_title in rows:
        full, left = to_minor(price), to_minor(price - price * percent / 100)
        if pk in costs and left < costs[pk].landed_minor:
            found.append(
                BelowCost(
                    title=title or parent_title or "",
                    price_minor=full,
                    landed_minor=costs[pk].landed_minor,
                )
            )
    return found


def is_used_up(*, voucher: Any, owner: Any) -> bool:
    """Return whether every offer of the voucher has been given as often as it may. One query."""
    offers = list(voucher.offers.all())
    return bool(offers) and all(offer.get_max_applications(owner) < 1 for offer in offers)
