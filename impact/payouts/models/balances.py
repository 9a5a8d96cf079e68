"""The balance of somebody who left, on its way back to the fund (DOMAIN.md, rule 31)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.models import Entry
from impact.books.triggers import keep_rows
from impact.participants.models import TrainingAccount
from impact.payouts.guards import balances as guards
from nomi.platform.people import is_staff


class BalanceRelease(models.Model):
    """A proposal that all that stands in an account goes back to the fund.

    Two people who did not propose it agree; with the second the whole balance moves, whatever it is
    at that moment.
    """

    class State(models.TextChoices):
        """It waits, took effect, or was closed without any."""

        PROPOSED = "proposed", _("waits for two approvals")
        RELEASED = "released", _("went back to the fund")
        CLOSED = "closed", _("closed: nothing moved")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        TrainingAccount,
        on_delete=models.PROTECT,
        related_name="balance_releases",
        verbose_name=_("training account"),
    )
    reason = models.CharField(_("reason"), max_length=200)
    proposed_by = models.CharField(max_length=100)
    proposed_at = models.DateTimeField(_("proposed at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    amount_minor = models.BigIntegerField(null=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    closed_by = models.CharField(max_length=100, blank=True)
    closing_reason = models.CharField(_("reason of closing"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("balance to release")
        verbose_name_plural = _("balances to release")
        ordering = ("-pk",)
        permissions = [("approve_balancerelease", "Can agree that a balance goes to the fund")]
        constraints = [
            models.UniqueConstraint(name="balance_release_uid_is_unique", fields=["uid"]),
            models.UniqueConstraint(
                name="balance_is_proposed_once_at_a_time",
                fields=["account"],
                condition=Q(state="proposed"),
            ),
            models.CheckConstraint(
                name="balance_release_is_proposed_by_a_person_for_a_reason",
                condition=is_staff("proposed_by") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="balance_release_ends_in_one_way",
                condition=Q(
                    state="proposed",
                    amount_minor__isnull=True,
                    entry__isnull=True,
                    closed_by="",
                    closing_reason="",
                    ended_at__isnull=True,
                )
                | Q(
                    state="released",
                    amount_minor__gte=1,
                    entry__isnull=False,
                    closed_by="",
                    closing_reason="",
                    ended_at__isnull=False,
                )
                | (
                    Q(
                        state="closed",
                        amount_minor__isnull=True,
                        entry__isnull=True,
                        ended_at__isnull=False,
                    )
                    & is_staff("closed_by")
                    & ~Q(closing_reason="")
                ),
            ),
        ]
        triggers = guards.RELEASE_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.account.code


class BalanceApproval(models.Model):
    """One person's yes to a balance going back."""

    release = models.ForeignKey(BalanceRelease, on_delete=models.PROTECT, related_name="approvals")
    approved_by = models.CharField(max_length=100)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("approval of a release")
        verbose_name_plural = _("approvals of a release")
        constraints = [
            models.UniqueConstraint(
                name="balance_release_is_approved_once_by_each", fields=["release", "approved_by"]
            ),
            models.CheckConstraint(
                name="balance_release_is_approved_by_a_person_for_a_reason",
                condition=is_staff("approved_by") & ~Q(reason=""),
            ),
        ]
        triggers = [*keep_rows(table="balance_approval"), *guards.APPROVAL_GUARDS]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.approved_by
