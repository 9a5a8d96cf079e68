"""The offers that a basket may have, loaded once with all that they are judged by."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from shop.vouchers.ranges import find_ranges


def apply_offers(*, basket: Any, lines: Iterable[Any], vouchers: Iterable[Any], user: Any) -> None:
    """Let the offers that hold leave their mark on the basket's lines, as Oscar applies them.

    `vouchers` come from `find_vouchers`. Two queries for any number of lines, offers and ranges,
    and one for each voucher that may be used only once.
    """
    offers = _find_offers(vouchers=vouchers, user=user, now=timezone.now())
    _share_ranges(offers, product_ids=[line.product_id for line in lines])
    get_class("offer.applicator", "Applicator")().apply_offers(basket, offers)


def _find_offers(*, vouchers: Iterable[Any], user: Any, now: datetime) -> list[Any]:
    """Return the offers of the usable vouchers, then those for everybody, most urgent first."""
    model = get_model("offer", "ConditionalOffer")
    usable = [
        voucher
        for voucher in vouchers
        if voucher.is_active(now) and voucher.is_available_to_user(user)[0]
    ]
    site = model.active.filter(offer_type=model.SITE, pk=OuterRef("pk"))
    wanted = [pk for voucher in usable for pk in voucher.offer_ids]
    loaded = {
        offer.pk: offer
        for offer in model.objects.annotate(is_for_all=Exists(site))
        .filter(Q(is_for_all=True) | Q(pk__in=wanted))
        .select_related("condition", "benefit")
    }
    offers = [_take(loaded[pk], voucher) for voucher in usable for pk in sorted(voucher.offer_ids)]
    offers += [offer for offer in loaded.values() if offer.is_for_all]
    return sorted(offers, key=lambda offer: offer.priority, reverse=True)


def _take(offer: Any, voucher: Any) -> Any:
    """Return the offer as this voucher gives it; another voucher may give it too."""
    own = copy(offer)
    own.set_voucher(voucher)
    return own


def _share_ranges(offers: Iterable[Any], *, product_ids: Iterable[int]) -> None:
    """Put Oscar's classes of condition and benefit in place, over ranges that know their goods.

    Else each use makes them anew, each loads its range, and the range asks for each line.
    """
    parts = [(offer, name) for offer in offers for name in ("condition", "benefit")]
    wanted = {getattr(offer, name).range_id for offer, name in parts} - {None}
    ranges = find_ranges(range_ids=wanted, product_ids=product_ids)
    for offer, name in parts:
        part = getattr(offer, name).proxy()
        part.range = ranges.get(part.range_id)
        setattr(offer, name, part)
