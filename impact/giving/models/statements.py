"""Year-end statements that were sent."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows


class YearStatement(models.Model):
    """What one donor gave in one calendar year, by the day of payment, as it was told on a day."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    donor_email = models.EmailField(_("e-mail"), max_length=254)
    edition = models.PositiveSmallIntegerField(default=1)
    total_minor = models.BigIntegerField(_("deductible, in cents"))
    gift_count = models.PositiveIntegerField(_("gifts"))
    made_by = models.CharField(max_length=100, default="system")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("year-end statement")
        verbose_name_plural = _("year-end statements")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(name="statement_uid_is_unique", fields=["uid"]),
            models.UniqueConstraint(
                name="statement_is_made_once_an_edition", fields=["year", "donor_email", "edition"]
            ),
            models.CheckConstraint(
                name="statement_counts_gifts", condition=Q(total_minor__gte=1, gift_count__gte=1)
            ),
        ]
        triggers = keep_rows(table="yearstatement")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.year} · {self.pk}"
