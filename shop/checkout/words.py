"""Refusals in plain words: what happened, what was kept, what to do."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nomi.platform.amounts import format_minor
from shop.addedgifts.wish import GiftChanged
from shop.checkout.refusals import (
    CountryNotServed,
    GiftAlone,
    LineUnavailable,
    StoreBusy,
    TotalChanged,
    TotalTooSmall,
)
from shop.giftcards.services.holding import CardRefused
from shop.order.vouchers import OfferSpent, VoucherRefused


def say_refusal(refusal: Exception) -> str:
    """Return the sentence for the review page. Nothing was paid in any of these cases."""
    for kind, say in SAYINGS.items():
        if isinstance(refusal, kind):
            return say(refusal)
    return _("The order could not be placed. Nothing was paid. Please try again.")


def say_changed() -> str:
    """Return the sentence for a review that shows what is not wished any more."""
    return _(
        "The address, the delivery or the note was changed in another tab or on another device."
        " Look at them again. Press Pay if you agree."
    )


def _say_total(refusal: Any) -> str:
    return _("The total changed to %(total)s since you looked. Press Pay if you agree.") % {
        "total": format_minor(refusal.quote.total_minor, refusal.quote.currency)
    }


def _say_voucher(refusal: Any) -> str:
    return _(
        "The code %(code)s cannot be used any more, so we took it off. Below is the total"
        " without it. Press Pay if you agree."
    ) % {"code": refusal.code}


def _say_offer(refusal: Any) -> str:
    return _(
        "The offer “%(name)s” has just run out. Below is the total without it."
        " Press Pay if you agree."
    ) % {"name": refusal.name}


def _say_card(_refusal: Any) -> str:
    return _(
        "What your gift card pays has changed since you looked. Below is what is left to pay."
        " Press Pay if you agree."
    )


def _say_gift(_refusal: Any) -> str:
    return _(
        "The gift in your basket has changed since you looked. Below is what is to pay now."
        " Press Pay if you agree."
    )


def _say_gift_alone(_refusal: Any) -> str:
    return _(
        "A gift card pays for goods only, and nothing else is left to pay here. Take the gift out"
        " of the basket, and give it on the page Give."
    )


def _say_small(refusal: Any) -> str:
    return _("Cards can be charged from %(minimum)s. Add something small, or write to us.") % {
        "minimum": format_minor(refusal.minimum_minor)
    }


def _say_country(_refusal: Any) -> str:
    return _("We do not deliver to this country yet. Please choose another address.")


def _say_busy(_refusal: Any) -> str:
    return _("The store is busy at this moment. Nothing was paid. Please press Pay again.")


def _say_unavailable(refusal: Any) -> str:
    """Name the product and how many are left."""
    if not refusal.free:
        return _(
            "%(title)s has just sold out. Your basket is kept: take it out there and go on."
        ) % {"title": refusal.title}
    return ngettext(
        "Only %(free)d of %(title)s is left. Your basket is kept: change the number there.",
        "Only %(free)d of %(title)s are left. Your basket is kept: change the number there.",
        refusal.free,
    ) % {"free": refusal.free, "title": refusal.title}


SAYINGS: dict[type[Exception], Callable[[Any], str]] = {
    LineUnavailable: _say_unavailable,
    TotalChanged: _say_total,
    VoucherRefused: _say_voucher,
    OfferSpent: _say_offer,
    CardRefused: _say_card,
    GiftChanged: _say_gift,
    GiftAlone: _say_gift_alone,
    TotalTooSmall: _say_small,
    CountryNotServed: _say_country,
    StoreBusy: _say_busy,
}
