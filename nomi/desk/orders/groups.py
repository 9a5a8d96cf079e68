"""Under which words the buttons of an order stand."""

from django.utils.translation import gettext_lazy as _

PARCEL = _("Parcel")
MONEY = _("Money")
WORDS = _("Mails and notes")
PAPERS = _("Papers")
