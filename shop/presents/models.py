"""What an order for somebody else says in the parcel."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 300


class Present(models.Model):
    """The note of one order, whether its parcel hides the prices, and what its gift wrap cost.

    Written with the order and not changed any more. The note tells of a person and goes when she is
    erased. `wrap_minor` cents are part of the order's delivery, in whose columns they stand: they
    are taxed, booked and given back with it.
    """

    order = models.OneToOneField("order.Order", on_delete=models.CASCADE, related_name="present")
    note = models.TextField(_("note in the parcel"), blank=True)
    hides_prices = models.BooleanField(_("no prices in the parcel"))
    wrap_minor = models.BigIntegerField(_("gift wrap, in cents"), default=0, db_default=0)

    class Meta:
        ordering = ("id",)
        verbose_name = _("present")
        verbose_name_plural = _("presents")
        constraints = (
            models.CheckConstraint(
                name="a_present_has_a_note_hides_prices_or_is_wrapped",
                condition=~Q(note="") | Q(hides_prices=True) | Q(wrap_minor__gt=0),
            ),
            models.CheckConstraint(
                name="gift_wrap_costs_nothing_or_more", condition=Q(wrap_minor__gte=0)
            ),
            models.CheckConstraint(
                name="a_note_fits_its_paper",
                condition=LessThanOrEqual(Length("note"), LONGEST_NOTE),
            ),
        )

    def __str__(self) -> str:
        """Name the order, never what the note says."""
        return str(self.order_id)
