"""What the cheapest piece of a product costs us: the "from" price's other half."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from shop.costing.queries import make_landed_cost, read_landed_cost


def find_cheapest_costs(product_ids: Collection[int], *, on: date) -> dict[int, int]:
    """Return the landed cost in cents of the variant that sells at the lowest price. One query.

    A product whose cost nobody has recorded by that day is left out.
    """
    members = get_model("catalogue", "Product").objects.filter(
        Q(parent_id__in=product_ids) | Q(pk__in=product_ids), is_public=True
    )
    records = (
        get_model("partner", "StockRecord")
        .objects.filter(product__in=members, price__isnull=False)
        .annotate(
            family=Coalesce(F("product__parent_id"), F("product_id")),
            cost=read_landed_cost(stockrecord="pk", on=on),
        )
        .order_by("family", "price", "pk")
        .distinct("family")
    )
    costs = {
        family: make_landed_cost(parts) for family, parts in records.values_list("family", "cost")
    }
    return {family: cost.landed_minor for family, cost in costs.items() if cost}
