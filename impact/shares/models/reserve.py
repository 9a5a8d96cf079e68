"""The reserve: the level it should have, what was added to it, and when it fell short."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import FirmTrigger, changed, keep_rows, refuse, refuse_truncate
from impact.shares.models.decisions import Decision, decision_constraints, decision_triggers


class ReserveTarget(models.Model):
    """What the reserve should hold from a day on; a later row takes the place of an earlier."""

    target_minor = models.BigIntegerField(_("target, in cents"))
    effective_on = models.DateField(_("in force from"))
    reason = models.CharField(_("reason"), max_length=200)
    set_by = models.CharField(_("set by"), max_length=100)
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("target of the reserve")
        verbose_name_plural = _("targets of the reserve")
        ordering = ("-effective_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="reserve_target_is_not_negative", condition=Q(target_minor__gte=0)
            ),
            models.CheckConstraint(name="reserve_target_has_a_reason", condition=~Q(reason="")),
        ]
        triggers = keep_rows(table="reserve_target")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.effective_on:%Y-%m-%d}"


class ReserveTopUp(Decision):
    """Money of the organisation that is to join the reserve, once another person agrees."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    amount_minor = models.BigIntegerField(_("amount, in cents"))

    class Meta:
        verbose_name = _("top-up of the reserve")
        verbose_name_plural = _("top-ups of the reserve")
        ordering = ("-pk",)
        permissions = (("approve_reservetopup", "Can decide on a proposed top-up of the reserve"),)
        constraints = [
            models.CheckConstraint(
                name="reserve_top_up_is_positive", condition=Q(amount_minor__gt=0)
            ),
            *decision_constraints("reserve_top_up"),
        ]
        triggers = decision_triggers("reserve_top_up", frozen=("id", "uid", "amount_minor"))

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.uid}"


class ReserveAlert(models.Model):
    """The reserve fell below its target, or below zero; closed when it stands above again."""

    class Kind(models.TextChoices):
        """What is wrong; a negative reserve is the organisation's debt to the fund."""

        NEGATIVE = "negative", _("below zero")
        BELOW_TARGET = "below_target", _("below its target")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    balance_minor = models.BigIntegerField()
    target_minor = models.BigIntegerField()
    raised_at = models.DateTimeField(_("raised at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert of the reserve")
        verbose_name_plural = _("alerts of the reserve")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="reserve_alert_kind_is_known",
                condition=Q(kind__in=("negative", "below_target")),
            ),
            models.UniqueConstraint(
                name="one_open_reserve_alert_of_a_kind",
                fields=["kind"],
                condition=Q(ended_at__isnull=True),
            ),
        ]
        triggers = [
            FirmTrigger(
                name="reserve_alert_ends_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.ended_at IS NOT NULL OR "
                    + changed("id", "kind", "balance_minor", "target_minor", "raised_at")
                    + ")"
                ),
                func=refuse("reserve_alert_ends_once", "An alert ends once and is never edited."),
            ),
            FirmTrigger(
                name="reserve_alert_is_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=refuse("reserve_alert_is_never_deleted", "An alert is never deleted."),
            ),
            refuse_truncate(table="reserve_alert"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.get_kind_display()
