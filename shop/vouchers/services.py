"""Make a voucher out of Oscar's parts, and end it."""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from nomi.platform.amounts import format_minor
from shop.vouchers.models import VoucherTerms
from shop.vouchers.queries import BelowCost, find_below_cost
from shop.vouchers.wish import PERCENT, VoucherWish

ALL_GOODS = "All goods in the shop"
NAMED = 3
"""Articles that a refusal names; the rest are counted."""


class VoucherWishRefused(Exception):  # noqa: N818 - says what happened
    """The voucher was not made; words for staff."""


@transaction.atomic
def make_voucher(*, wish: VoucherWish, by: Any, now: datetime) -> Any:
    """Make the voucher with its offer and its terms; return it.

    Raise `VoucherWishRefused`, and make nothing, for a code or a name that is taken, for dates
    that are over, and for a percentage that would sell goods below their landed cost without the
    terms saying so. A fixed amount is not judged here: it stops at the cost in each basket.
    """
    _refuse_dates(wish, now)
    goods = _find_range(wish)
    if wish.kind == PERCENT and not wish.sells_below_cost:
        _refuse_below_cost(goods, wish, on=now.date())
    try:
        with transaction.atomic():
            voucher = _write_voucher(wish)
            voucher.offers.add(_write_offer(wish, goods))
    except IntegrityError:
        message = _("There is a coupon with this code, or with this name, already.")
        raise VoucherWishRefused(message) from None
    VoucherTerms.objects.create(
        voucher=voucher,
        sells_below_cost=wish.sells_below_cost,
        reason=wish.reason,
        made_by=by,
        made_at=now,
    )
    return voucher


@transaction.atomic
def end_voucher(*, voucher_id: int, now: datetime) -> None:
    """Let the voucher end at this moment; raise `VoucherWishRefused` when it has ended.

    An order that waits for its payment keeps the price it was placed with.
    """
    vouchers = get_model("voucher", "Voucher").objects
    voucher = vouchers.select_for_update(of=("self",)).get(pk=voucher_id)
    if voucher.end_datetime <= now:
        raise VoucherWishRefused(_("This coupon has ended already."))
    starts = min(voucher.start_datetime, now)
    vouchers.filter(pk=voucher.pk).update(start_datetime=starts, end_datetime=now)


def _refuse_dates(wish: VoucherWish, now: datetime) -> None:
    """Refuse a time that ends before it begins, or is over."""
    if wish.ends_on < wish.starts_on:
        raise VoucherWishRefused(_("The last day lies before the first."))
    if wish.ends_on < timezone.localdate(now):
        raise VoucherWishRefused(_("The last day is over already."))


def _find_range(wish: VoucherWish) -> Any:
    """Return the goods that the voucher is for, as Oscar's range."""
    ranges = get_model("offer", "Range").objects
    if wish.category_id is None:
        goods, _made = ranges.get_or_create(
            name=ALL_GOODS, defaults={"includes_all_products": True, "is_public": False}
        )
        return goods
    category = get_model("catalogue", "Category").objects.filter(pk=wish.category_id).first()
    if category is None:
        raise VoucherWishRefused(_("This category is not there any more."))
    goods, _made = ranges.get_or_create(
        name=f"Category {category.pk}", defaults={"is_public": False}
    )
    goods.included_categories.set([category])
    return goods


def _refuse_below_cost(goods: Any, wish: VoucherWish, *, on: date) -> None:
    """Refuse a percentage that leaves less than the landed cost of any article, and name some."""
    found = find_below_cost(products=goods.all_products(), percent=wish.value, on=on)
    if not found:
        return
    words = _(
        "This would sell %(count)d articles for less than they cost us: %(articles)s. Give less,"
        " choose a category, or tick that it may sell below cost."
    )
    articles = ", ".join(_name(article) for article in found[:NAMED])
    raise VoucherWishRefused(words % {"count": len(found), "articles": articles})


def _name(article: BelowCost) -> str:
    """Return an article with its price and its cost."""
    return _("%(title)s (%(price)s, costs %(cost)s)") % {
        "title": article.title,
        "price": format_minor(article.price_minor),
        "cost": format_minor(article.landed_minor),
    }


def _write_voucher(wish: VoucherWish) -> Any:
    """Insert Oscar's voucher, from the first moment of its first day to the last of its last."""
    model = get_model("voucher", "Voucher")
    usage = model.ONCE_PER_CUSTOMER if wish.once_each else model.MULTI_USE
    return model.objects.create(
        name=wish.name,
        code=wish.code,
        usage=model.SINGLE_USE if wish.most_uses == 1 else usage,
        start_datetime=timezone.make_aware(datetime.combine(wish.starts_on, time.min)),
        end_datetime=timezone.make_aware(datetime.combine(wish.ends_on, time.max)),
    )


def _write_offer(wish: VoucherWish, goods: Any) -> Any:
    """Insert the offer behind it: given once a basket, and at most so often in all."""
    benefits, conditions = get_model("offer", "Benefit"), get_model("offer", "Condition")
    kind = benefits.PERCENTAGE if wish.kind == PERCENT else benefits.FIXED
    offers = get_model("offer", "ConditionalOffer")
    return offers.objects.create(
        name=f"{wish.code}: {wish.name}"[:128],
        offer_type=offers.VOUCHER,
        condition=conditions.objects.create(range=goods, type=conditions.COUNT, value=1),
        benefit=benefits.objects.create(range=goods, type=kind, value=wish.value),
        max_basket_applications=1,
        max_global_applications=wish.most_uses,
    )
