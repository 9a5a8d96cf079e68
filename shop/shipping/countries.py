"""Where we deliver to, and how a postal code is written there."""

import re
from typing import Any
from unicodedata import combining, normalize

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from shop.shipping.rates import RATES

EXAMPLES = {"US": "10001", "CA": "K1A 0B1", "GB": "SW1A 1AA"}


class PostcodeRefused(Exception):  # noqa: N818 - says what happened
    """The postal code has not the shape of its country; words for the shopper."""


def name_country(*, code: str, name: str) -> str:
    """Return the name of a country in the language of the page; `name`, as staff wrote it, else."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE:
        return name
    return str(Locale.parse(language).territories.get(code, name))


def say_country(*, code: str) -> str:
    """Return the name of a country in the language of the page, the code where it has none there.

    Nothing is asked of the database, so staff's own spelling of a name is not known here.
    """
    locale = Locale.parse(get_language() or settings.LANGUAGE_CODE)
    return str(locale.territories.get(code, code))


def list_countries() -> list[tuple[str, str]]:
    """Return code and name of each country served, those with rates of their own first. A query.

    They are in the order of their English names in English, else of the names that are shown.
    """
    served = get_model("address", "Country").objects.filter(is_shipping_country=True)
    rows: list[tuple[str, str]] = list(
        served.order_by("-display_order", "printable_name").values_list(
            "iso_3166_1_a2", "printable_name"
        )
    )
    first = sorted((row for row in rows if row[0] in RATES), reverse=True)
    others = [
        (code, name_country(code=code, name=name)) for code, name in rows if code not in RATES
    ]
    if get_language() != settings.LANGUAGE_CODE:
        others.sort(key=lambda row: _fold(row[1]))
    return [*((code, name_country(code=code, name=name)) for code, name in first), *others]


def _fold(name: str) -> str:
    """Return a name without its accents, so that "Égypte" stands among the E."""
    return "".join(sign for sign in normalize("NFD", name) if not combining(sign)).casefold()


def read_postcode(*, country_code: str, text: str) -> str:
    """Return the postal code as it is written; raise `PostcodeRefused` for another shape.

    A country without a known shape takes any text.
    """
    shapes: Any = get_model("order", "ShippingAddress").POSTCODES_REGEX
    shape = shapes.get(country_code)
    if not shape:
        return text
    code = text.upper()
    if not re.match(shape, code.replace(" ", "")):
        raise PostcodeRefused(_say_shape(country_code))
    return code


def _say_shape(country_code: str) -> str:
    """Return what to enter, with an example where most of our shoppers live."""
    example = EXAMPLES.get(country_code)
    if example is None:
        return _("Enter a postal code of this country.")
    return _("Enter a postal code of this country, such as %(example)s.") % {"example": example}
