"""Bands of prices, and a price among the words of a search: "bags under 20", "menos de 20".

Strict, for a number is often part of a name: only a few phrases are a price, once in a text, and
not where a size stands before the numbers or a measure after them.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.amounts import format_minor


@dataclass(frozen=True, kw_only=True)
class Band:
    """A span of prices in cents: from the first, below the second."""

    key: str
    label: str | Promise
    least: int
    below: int | None

    def holds(self, minor: int) -> bool:
        """Return whether a price lies in it."""
        return self.least <= minor and (self.below is None or minor < self.below)


BANDS = (
    Band(key="under-15", label=_("Under $15"), least=0, below=1_500),
    Band(key="15-to-25", label=_("$15 to $25"), least=1_500, below=2_500),
    Band(key="25-to-35", label=_("$25 to $35"), least=2_500, below=3_500),
    Band(key="over-35", label=_("$35 and over"), least=3_500, below=None),
)
BY_KEY = {band.key: band for band in BANDS}
BY_SPAN = {(band.least, band.below): band for band in BANDS}

AMOUNT = (
    r"(?:us)?\$?\s?(?P<{}>[0-9]{{1,3}}(?:[.,][0-9]{{2}})?)\s?(?:\$|(?:usd|dollars?|d[oó]lares)\b)?"
)
LEAST, MOST = AMOUNT.format("least"), AMOUNT.format("most")
BEFORE = r"(?<![\w$.,-])(?<!size )(?<!sizes )(?<!talla )(?<!tallas )"
AFTER = (
    r"(?![\w%.,'\"-])"
    r"(?!\s?(?:cm|mm|m|in|inch(?:es)?|ft|oz|ml|l|g|kg|lbs?|years?|months?|pieces?|pcs|people"
    r"|women|percent|pulgadas|años?|meses|piezas|personas|mujeres)\b)"
)
RANGES = (
    rf"(?:between|entre)\s+{LEAST}\s+(?:and|y)\s+{MOST}",
    rf"(?:(?:from|de)\s+)?{LEAST}\s+(?:to|a)\s+{MOST}",
)
ENDS = (
    rf"(?:under|below|less than|cheaper than|menos de|por debajo de)\s+{MOST}",
    rf"(?:over|above|more than|m[aá]s de)\s+{LEAST}",
)
PHRASES = tuple(re.compile(BEFORE + each + AFTER, re.IGNORECASE) for each in (*RANGES, *ENDS))
SPAN = re.compile(r"([0-9]{1,6})-([0-9]{0,6})")


def read_price(text: str) -> tuple[str, Band | None]:
    """Return the words without their price, and the band that it is; both ends of a range count.

    A text with no price, with two of them, or with one that begins above its end is all words.
    """
    found = [match for phrase in PHRASES for match in phrase.finditer(text)]
    if len({match.end() for match in found}) != 1:
        return text, None
    match = found[0]
    cents = {name: _read_cents(amount) for name, amount in match.groupdict().items()}
    least, below = cents.get("least", 0), cents.get("most")
    if below is not None and "least" in cents:
        below += 1
    if below is not None and below <= least:
        return text, None
    rest = " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
    return rest, _make_band(least, below)


def find_band(key: str) -> Band | None:
    """Return the band that an address names: one beside the list, or a span like 2000-4001."""
    match = SPAN.fullmatch(key)
    if match is None:
        return BY_KEY.get(key)
    least, below = int(match[1]), int(match[2]) if match[2] else None
    return _make_band(least, below) if below is None or least < below else None


def _make_band(least: int, below: int | None) -> Band:
    known = BY_SPAN.get((least, below))
    if known:
        return known
    key = f"{least}-{'' if below is None else below}"
    return Band(key=key, label=_name_span(least, below), least=least, below=below)


def _name_span(least: int, below: int | None) -> str:
    if below is None:
        return gettext("%(least)s and over") % {"least": _write(least)}
    if not least:
        return gettext("Under %(most)s") % {"most": _write(below)}
    return gettext("From %(least)s to %(most)s") % {
        "least": _write(least),
        "most": _write(below - 1),
    }


def _write(minor: int) -> str:
    return format_minor(minor).removesuffix(".00")


def _read_cents(amount: str) -> int:
    whole, _point, cents = amount.replace(",", ".").partition(".")
    return int(whole) * 100 + int(cents or 0)
