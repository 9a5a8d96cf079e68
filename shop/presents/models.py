"""What an order for somebody else says in the parcel."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 300


class Present(models.Model):
    """The note of one order, and whether the parcel keeps its prices to itself.

    Written with the order and not changed any more. It tells of a person and goes when she is
    erased.
    """

    order = models.OneToOneField("order.Order", on_delete=models.CASCADE, related_name="present")
    note = models.TextField(_("note in the parcel"), blank=True)
    hides_prices = models.BooleanField(_("no prices in the parcel"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("present")
        verbose_name_plural = _("presents")
        constraints = (
            models.CheckConstraint(
                name="a_present_has_a_note_or_hides_prices",
                condition=~Q(note="") | Q(hides_prices=True),
            ),
            models.CheckConstraint(
                name="a_note_fits_its_paper",
                condition=LessThanOrEqual(Length("note"), LONGEST_NOTE),
            ),
        )

    def __str__(self) -> str:
        """Name the order, never what the note says."""
        return str(self.order_id)
