"""How amounts are written on pages."""

from django.utils.translation import gettext as _

from impact.pages.suppression import SMALLEST_COHORT


def write_count(count: int | None) -> str:
    """Return how many accounts there are; while that is not told, that they are enough."""
    return _("%(count)d or more") % {"count": SMALLEST_COHORT} if count is None else f"{count:,}"


def write_cents(amount_minor: int) -> str:
    """Return cents as dollars and cents: 192 is `$1.92`, −192 is `−$1.92`."""
    dollars, cents = divmod(abs(amount_minor), 100)
    sign = "−" if amount_minor < 0 else ""
    return f"{sign}${dollars:,}.{cents:02d}"


def write_dollars(dollars: int) -> str:
    """Return whole dollars: 1400 is `$1,400`, −1400 is `−$1,400`."""
    sign = "−" if dollars < 0 else ""
    return f"{sign}${abs(dollars):,}"
