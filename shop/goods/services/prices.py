"""Change many prices at once: as it was looked at, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from shop.costing.queries import find_landed_costs
from shop.goods.pricing import HIGHEST_MINOR, Change
from shop.money import to_decimal, to_minor
from shop.search.services import hold_cards

MOST_PRICES = 5_000
BATCH = 500


class PricesRefused(Exception):  # noqa: N818 - says what happened
    """The prices cannot be changed like that; the words say why."""


class PricesMoved(Exception):  # noqa: N818 - says what happened
    """Something changed since the preview: `plan` is how it would be now."""

    def __init__(self, plan: "PricePlan") -> None:
        self.plan = plan
        super().__init__(_("Prices or costs changed meanwhile. Look again; nothing was changed."))


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Whose prices: some products with their variants, or all of a category and below it."""

    product_ids: Sequence[int] = ()
    category_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlannedPrice:
    """One thing that is sold, its price now and then, and what a piece costs, in cents."""

    record_id: int
    family_id: int
    title: str
    sku: str
    old_minor: int
    new_minor: int
    landed_minor: int | None

    @property
    def markup_minor(self) -> int | None:
        """Return what is above the landed cost, None when that is unknown."""
        return None if self.landed_minor is None else self.new_minor - self.landed_minor

    @property
    def is_below_cost(self) -> bool:
        """Return whether a piece would be sold for less than it costs."""
        return self.markup_minor is not None and self.markup_minor < 0


@dataclass(frozen=True, kw_only=True)
class PricePlan:
    """What a change would do."""

    rows: Sequence[PlannedPrice]

    @property
    def changed(self) -> list[PlannedPrice]:
        """Return the rows whose price becomes another."""
        return [row for row in self.rows if row.old_minor != row.new_minor]

    @property
    def below_cost(self) -> int:
        """Return how many would be sold below their cost."""
        return sum(row.is_below_cost for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """Return what makes this plan this plan and no other."""
        facts = [
            (row.record_id, row.old_minor, row.new_minor, row.landed_minor) for row in self.rows
        ]
        return sha256(repr(facts).encode()).hexdigest()


def plan_prices(*, chosen: Chosen, change: Change, on: date) -> PricePlan:
    """Return what the change would do, writing nothing. Raise `PricesRefused`.

    What has no price yet is left out.
    """
    return _plan(_find_records(chosen), change=change, on=on)


@transaction.atomic
def change_prices(*, chosen: Chosen, change: Change, fingerprint: str, now: datetime) -> PricePlan:
    """Change the prices exactly as they were looked at; return what was done.

    Raise `PricesMoved` with the plan of now when that is another, or `PricesRefused`; then nothing
    is changed.
    """
    plan = _plan(_lock(_find_records(chosen)), change=change, on=now.date())
    if plan.fingerprint != fingerprint:
        raise PricesMoved(plan)
    record = get_model("partner", "StockRecord")
    with hold_cards(product_ids=[row.family_id for row in plan.changed]):
        record.objects.bulk_update(
            [
                record(pk=row.record_id, price=to_decimal(row.new_minor), date_updated=now)
                for row in plan.changed
            ],
            ["price", "date_updated"],
            batch_size=BATCH,
        )
    return plan


def _find_records(chosen: Chosen) -> QuerySet[Any]:
    records: QuerySet[Any] = get_model("partner", "StockRecord").objects.filter(price__isnull=False)
    ids = list(chosen.product_ids)
    if chosen.category_id is not None:
        category = get_model("catalogue", "Category").objects.get(pk=chosen.category_id)
        within = category.get_descendants_and_self().values("pk")
        kept = get_model("catalogue", "ProductCategory").objects.filter(category__in=within)
        ids = list(kept.values_list("product_id", flat=True).distinct())
    return records.filter(Q(product_id__in=ids) | Q(product__parent_id__in=ids)).order_by("pk")


def _lock(records: QuerySet[Any]) -> QuerySet[Any]:
    return records.select_for_update(of=("self",))


def _plan(records: QuerySet[Any], *, change: Change, on: date) -> PricePlan:
    found = list(records.select_related("product__parent")[: MOST_PRICES + 1])
    if not found:
        raise PricesRefused(_("Nothing of these has a price yet."))
    if len(found) > MOST_PRICES:
        words = _("More than %(most)d prices at once; choose a smaller category.")
        raise PricesRefused(words % {"most": MOST_PRICES})
    costs = find_landed_costs(stockrecord_ids=[record.pk for record in found], on=on)
    return PricePlan(
        rows=[_plan_one(record, change=change, cost=costs.get(record.pk)) for record in found]
    )


def _plan_one(record: Any, *, change: Change, cost: Any) -> PlannedPrice:
    old = to_minor(record.price)
    new = change.apply(old)
    title = str(record.product.get_title())
    if not 0 < new <= HIGHEST_MINOR:
        words = _(
            "%(title)s (%(sku)s) would cost %(price)s; a price lies between 0.01 and 999999.99."
        )
        price = f"{to_decimal(new)}"
        raise PricesRefused(words % {"title": title, "sku": record.partner_sku, "price": price})
    return PlannedPrice(
        record_id=record.pk,
        family_id=record.product.parent_id or record.product_id,
        title=title,
        sku=record.partner_sku,
        old_minor=old,
        new_minor=new,
        landed_minor=cost.landed_minor if cost else None,
    )
