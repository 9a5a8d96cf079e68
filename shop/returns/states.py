"""Where a return stands and why it was asked for, in words that buyers read too."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReturnState(models.TextChoices):
    """Where the return stands; it only moves forward."""

    REQUESTED = "requested", pgettext_lazy("return", "requested")
    APPROVED = "approved", pgettext_lazy("return", "approved")
    RECEIVED = "received", pgettext_lazy("return", "received")
    CLOSED = "closed", pgettext_lazy("return", "closed")
    REJECTED = "rejected", pgettext_lazy("return", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("return", "withdrawn")


class ReturnReason(models.TextChoices):
    """Why pieces come back."""

    CHANGED_MIND = "changed_mind", _("I changed my mind")
    DOES_NOT_FIT = "does_not_fit", _("It does not fit")
    NOT_AS_DESCRIBED = "not_as_described", _("It is not as described")
    DAMAGED = "damaged", _("It arrived damaged or has a fault")
    WRONG_ITEM = "wrong_item", _("It is not what I ordered")
    OTHER = "other", _("Something else")
