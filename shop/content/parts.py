"""Parts of a page that are never typed: prices, days and cookies as the store itself knows them.

Staff write `[[delivery-prices]]` in a text. It is a name and no template: text from the database is
never compiled.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.amounts import format_minor
from nomi.platform.safe_html import clean_html, holds_markup
from shop.basket.middleware import COUNT_COOKIE
from shop.shipping.rates import HEAVIEST_STEP_GRAMS, RATES, ZONES, Rate

PART = re.compile(r"\[\[([a-z-]{1,40})\]\]")
PART_OR_TAG = re.compile(rf"<[^>]*>|{PART.pattern}")
ALONE = re.compile(r"<p>\s*(\[\[[a-z-]{1,40}\]\])\s*</p>")
DAY = 86_400
GRAMS_IN_A_POUND = 453.59237


@dataclass(frozen=True, kw_only=True)
class Cookie:
    """A cookie that the shop sets: its name, what for, how long."""

    name: str
    purpose: str | Promise
    days: int


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of delivery to one zone: its days, and its price by weight."""

    zone: str | Promise
    name: str | Promise
    days: str | Promise
    steps: list[tuple[str, str]]


def list_ways() -> list[Way]:
    """Return every way of the table that the checkout reckons with."""
    return [
        Way(
            zone=ZONES[zone],
            name=rate.name,
            days=rate.promise,
            steps=[
                (_write_weight(rate, place), format_minor(price))
                for place, (_limit, price) in enumerate(rate.steps)
            ],
        )
        for zone, rates in RATES.items()
        for rate in rates
    ]


def list_cookies() -> list[Cookie]:
    """Return every cookie that the shop sets, under the names that it sets them by."""
    basket_days = settings.OSCAR_BASKET_COOKIE_LIFETIME // DAY
    return [
        Cookie(
            name=settings.OSCAR_BASKET_COOKIE_OPEN,
            purpose=_(
                "finds your basket again, a gift you added, the gift card you chose, the country"
                " you chose for delivery, and what you filled in during the checkout; set when you"
                " put something in it"
            ),
            days=basket_days,
        ),
        Cookie(
            name=COUNT_COOKIE,
            purpose=_("the number beside the basket; nothing else"),
            days=basket_days,
        ),
        Cookie(
            name=settings.SESSION_COOKIE_NAME,
            purpose=_("keeps you signed in, your wish list, and which orders you may see"),
            days=settings.SESSION_COOKIE_AGE // DAY,
        ),
        Cookie(
            name=settings.CSRF_COOKIE_NAME,
            purpose=_("makes sure that a form comes from you; set by pages with a form"),
            days=settings.CSRF_COOKIE_AGE // DAY,
        ),
        Cookie(
            name="messages",
            purpose=_("what the next page tells you once, such as “saved”"),
            days=0,
        ),
    ]


def find_unknown_parts(body: str) -> list[str]:
    """Return the names of parts in a text that do not exist."""
    return [name for name in PART.findall(body) if name not in PARTS]


def write_body(body: str) -> SafeString:
    """Return a page's text as HTML: cleaned, then with its parts filled in."""
    clean = clean_html(body) if holds_markup(body) else linebreaks(body, autoescape=True)
    whole = PART_OR_TAG.sub(_fill, ALONE.sub(r"\1", clean))
    return mark_safe(whole)  # noqa: S308 - cleaned above; the parts escape what they show


def _fill(found: re.Match[str]) -> str:
    """Return the part; what stands inside a tag, and what is no part, stays as it is."""
    make = PARTS.get(found[1] or "")
    return make() if make else found[0]


def _write_weight(rate: Rate, place: int) -> str:
    limit = rate.steps[place][0]
    if limit < HEAVIEST_STEP_GRAMS:
        return gettext("up to %(kilos)s kg (%(pounds)s lb)") % _measure(limit)
    if place == 0:
        return gettext("any")
    return gettext("over %(kilos)s kg (%(pounds)s lb)") % _measure(rate.steps[place - 1][0])


def _measure(grams: int) -> dict[str, str]:
    """Return a weight as most of the world says it and as most of our shoppers do."""
    return {"kilos": f"{grams / 1000:g}", "pounds": f"{grams / GRAMS_IN_A_POUND:.1f}"}


def _render(name: str, **context: Any) -> str:
    return render_to_string(f"shop/content/{name}.html", context)


PARTS: dict[str, Callable[[], str]] = {
    "delivery-prices": lambda: _render("_prices", ways=list_ways()),
    "cookies": lambda: _render("_cookies", cookies=list_cookies()),
    "free-delivery-from": lambda: escape(
        format_minor(settings.SHOP_FREE_SHIPPING_OVER_MINOR).removesuffix(".00")
    ),
    "seller": lambda: escape(", ".join([settings.SELLER_NAME, *settings.SELLER_ADDRESS])),
    "return-days": lambda: str(int(settings.RETURN_DAYS_AFTER_ARRIVAL)),
    "return-days-after-leaving": lambda: str(int(settings.RETURN_DAYS_AFTER_LEAVING)),
}
"""What a text may name, and who writes it."""
