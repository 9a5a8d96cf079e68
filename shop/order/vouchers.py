"""Count a voucher or an offer against its limits, under lock, and give it back on cancelling.

Lock order: vouchers by id, then offers by id; stock comes after both.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum
from oscar.core.loading import get_model

from shop.order.queries import CANCELLED


class VoucherRefused(Exception):  # noqa: N818 - says what happened
    """A voucher in the basket cannot be used: expired, used up or not for this shopper."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class OfferSpent(Exception):  # noqa: N818 - says what happened
    """An offer reached its cap while the shopper was deciding."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, kw_only=True)
class OfferUse:
    """How often and with how much discount one offer applies to an order."""

    offer_id: int
    name: str
    times: int
    discount: Decimal
    user_cap: int | None


def lock_vouchers(*, basket: Any, user: Any, now: datetime) -> list[Any]:
    """Return the basket's vouchers, locked by id; raise `VoucherRefused` for the first unusable."""
    vouchers = list(
        get_model("voucher", "Voucher")
        .objects.select_for_update(of=("self",))
        .filter(basket=basket)
        .order_by("pk")
    )
    for voucher in vouchers:
        if not voucher.is_active(now):
            raise VoucherRefused(voucher.code, "expired")
        is_available, words = voucher.is_available_to_user(user)
        if not is_available:
            raise VoucherRefused(voucher.code, str(words))
    return vouchers


@transaction.atomic
def count_offers(*, uses: Iterable[OfferUse], user: Any) -> None:
    """Add the uses to the offers' counters, or raise `OfferSpent` when a cap would be passed.

    The cap is part of the UPDATE, so it is judged under the row's lock.
    """
    offers = get_model("offer", "ConditionalOffer").objects
    for use in sorted(uses, key=lambda use: use.offer_id):
        within_times = Q(max_global_applications__isnull=True) | Q(
            max_global_applications__gte=F("num_applications") + use.times
        )
        within_budget = (
            Q(max_discount__isnull=True)
            | Q(max_discount=0)
            | Q(max_discount__gt=F("total_discount"))
        )
        counted = offers.filter(within_times, within_budget, pk=use.offer_id).update(
            num_applications=F("num_applications") + use.times,
            total_discount=F("total_discount") + use.discount,
            num_orders=F("num_orders") + 1,
        )
        if not counted or _is_over_user_cap(use, user):
            raise OfferSpent(use.name)


@transaction.atomic
def record_vouchers(*, order: Any, vouchers: Iterable[Any], discounts: dict[int, Decimal]) -> None:
    """Mark the locked vouchers used by this order; `discounts` is the amount by voucher id."""
    used = list(vouchers)
    if not used:
        return
    applications = get_model("voucher", "VoucherApplication")
    applications.objects.bulk_create(
        [applications(voucher=voucher, order=order, user_id=order.user_id) for voucher in used]
    )
    for voucher in used:
        type(voucher).objects.filter(pk=voucher.pk).update(
            num_orders=F("num_orders") + 1,
            total_discount=F("total_discount") + discounts.get(voucher.pk, Decimal(0)),
        )


@transaction.atomic
def give_back(*, order: Any) -> None:
    """Make the order's vouchers and offer uses available again."""
    applications = order.voucherapplication_set.order_by("voucher_id")
    discounts = list(order.discounts.order_by("offer_id"))
    for application in applications:
        amount = sum(
            (d.amount for d in discounts if d.voucher_id == application.voucher_id), Decimal(0)
        )
        get_model("voucher", "Voucher").objects.filter(pk=application.voucher_id).update(
            num_orders=F("num_orders") - 1, total_discount=F("total_discount") - amount
        )
    applications.delete()
    for discount in discounts:
        get_model("offer", "ConditionalOffer").objects.filter(pk=discount.offer_id).update(
            num_applications=F("num_applications") - discount.frequency,
            total_discount=F("total_discount") - discount.amount,
            num_orders=F("num_orders") - 1,
        )


@transaction.atomic
def take_again(*, order: Any) -> None:
    """Count the order's vouchers and offers once more: late money has paid at their price.

    No limit stands in the way. `give_back` undoes it as it undid the first count.
    """
    discounts = list(order.discounts.order_by("offer_id"))
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    for discount in discounts:
        if discount.voucher_id:
            amounts[discount.voucher_id] += discount.amount
    vouchers = get_model("voucher", "Voucher").objects
    locked = vouchers.select_for_update(of=("self",)).filter(pk__in=amounts).order_by("pk")
    record_vouchers(order=order, vouchers=locked, discounts=amounts)
    for discount in discounts:
        get_model("offer", "ConditionalOffer").objects.filter(pk=discount.offer_id).update(
            num_applications=F("num_applications") + discount.frequency,
            total_discount=F("total_discount") + discount.amount,
            num_orders=F("num_orders") + 1,
        )


def _is_over_user_cap(use: OfferUse, user: Any) -> bool:
    """Return whether this signed-in shopper has used the offer as often as one person may."""
    if not use.user_cap or user is None or not user.is_authenticated:
        return False
    used = (
        get_model("order", "OrderDiscount")
        .objects.filter(offer_id=use.offer_id, order__user=user)
        .exclude(order__status=CANCELLED)
        .aggregate(total=Sum("frequency"))["total"]
        or 0
    )
    return bool(used + use.times > use.user_cap)
