"""Restricted money that was spent on its purpose, and is free of it so far."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import FirmTrigger, keep_rows, refuse
from impact.giving.purposes import Purpose
from impact.payouts.models import Payout

GUARD = """
    IF NOT EXISTS (
        SELECT 1 FROM public.payouts_payout AS payout
          JOIN public.payouts_drawrequest AS draw ON draw.id = payout.draw_id
          JOIN public.payouts_trainingprovider AS provider ON provider.id = draw.provider_id
         WHERE payout.id = NEW.payout_id AND payout.state = 'completed'
           AND provider.kind = NEW.purpose
    ) THEN {wrong} END IF;
    PERFORM pg_advisory_xact_lock(4207313, NEW.payout_id::integer);
    IF NEW.amount_minor + (
        SELECT coalesce(sum(amount_minor), 0) FROM public.giving_purposerelease
         WHERE payout_id = NEW.payout_id
    ) > (SELECT paid_minor FROM public.payouts_payout WHERE id = NEW.payout_id)
    THEN {beyond} END IF;
    RETURN NEW;
"""


class PurposeRelease(models.Model):
    """So much of a purpose's money was spent by one completed payout (FASB ASC 958-205-45-9)."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=12, choices=Purpose)
    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    released_at = models.DateTimeField()

    class Meta:
        verbose_name = _("release from a purpose")
        verbose_name_plural = _("releases from a purpose")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(name="release_uid_is_unique", fields=["uid"]),
            models.CheckConstraint(
                name="release_has_an_amount_and_a_purpose",
                condition=Q(amount_minor__gte=1) & ~Q(purpose=""),
            ),
        ]
        triggers = [
            FirmTrigger(
                name="release_cites_spending_on_its_purpose",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=GUARD.format(
                    wrong=refuse(
                        "release_cites_spending_on_its_purpose",
                        "Restricted money is released by a completed payout for its purpose.",
                    ),
                    beyond=refuse(
                        "release_stays_within_the_payout",
                        "No more is released than the payout paid.",
                    ),
                ),
            ),
            *keep_rows(table="purposerelease"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.purpose}/{self.payout_id}"
