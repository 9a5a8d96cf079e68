"""What a voucher may do beyond Oscar's columns, and who said so."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VoucherTerms(models.Model):
    """The terms of one voucher. Without them a discount stops at the landed cost."""

    voucher = models.OneToOneField(
        "voucher.Voucher", on_delete=models.PROTECT, related_name="terms", verbose_name=_("voucher")
    )
    sells_below_cost = models.BooleanField(_("may sell below cost"))
    """Whether goods may leave for less than they cost us; such a line has no share."""
    reason = models.CharField(_("what it is for"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        ordering = ("-id",)
        verbose_name = _("voucher's terms")
        verbose_name_plural = _("vouchers' terms")
        constraints = (
            models.CheckConstraint(name="voucher_terms_say_what_for", condition=~Q(reason="")),
        )
        triggers: tuple[Any, ...] = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Name the voucher, for lists."""
        return str(self.voucher_id)
