"""The names of currencies, in the language of the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CURRENCIES: dict[str, str | Promise] = {
    "EUR": _("euro"),
    "GBP": _("pound sterling"),
    "CAD": _("Canadian dollar"),
    "AUD": _("Australian dollar"),
    "JPY": _("Japanese yen"),
}
"""What may be shown beside dollars, in the order of the page."""
