"""Training accounts: a random code, a pseudonym and a status with its history; nobody's name."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.participants.guards import accounts as guards
from nomi.platform.people import SYSTEM, is_staff


class TrainingAccount(models.Model):
    """An internal designation of charity funds for one participant's training.

    Her money is in the books, in the account `training:<code>`; nothing here or there says who
    she is. The status moves with a row of its history and in no other way.
    """

    class Status(models.TextChoices):
        """Where she is in the programme (DOMAIN.md, rule 31); only active accounts are credited."""

        ACTIVE = "active", _("active")
        FOLLOW_UP = "follow_up", _("follow-up")
        PAUSED = "paused", _("paused")
        LEFT = "left", _("left by choice")
        GRADUATED = "graduated", _("graduated")
        TRANSFERRED = "transferred", _("transferred")
        UNREACHABLE = "unreachable", _("unreachable")
        DECEASED = "deceased", _("deceased")
        CLOSED = "closed", _("closed")

    code = models.CharField(_("code"), max_length=12)
    pseudonym = models.CharField(_("pseudonym"), max_length=40)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ACTIVE)
    opened_on = models.DateField(_("opened on"))

    class Meta:
        verbose_name = _("training account")
        verbose_name_plural = _("training accounts")
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(name="training_account_code_is_unique", fields=["code"]),
            models.UniqueConstraint(name="pseudonym_is_used_once", fields=["pseudonym"]),
            models.CheckConstraint(
                name="training_account_code_is_eight_signs",
                condition=Q(code__regex="^[2-9A-HJKMNP-Z]{8}$"),
            ),
        ]
        triggers = guards.ACCOUNT_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.code

    @property
    def books_code(self) -> str:
        """The code of her account in the books."""
        return name_books_account(self.code)


def name_books_account(code: str) -> str:
    """Return the code in the books of the training account `code`."""
    return f"training:{code}"


class StatusChange(models.Model):
    """One step from a status to the next: writing it moves the account."""

    account = models.ForeignKey(
        TrainingAccount, on_delete=models.PROTECT, related_name="status_changes"
    )
    from_status = models.CharField(
        _("from"), max_length=12, choices=TrainingAccount.Status, blank=True
    )
    """Empty in the first row of an account alone."""
    to_status = models.CharField(_("to"), max_length=12, choices=TrainingAccount.Status)
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=200)
    changed_by = models.CharField(_("who"), max_length=100)
    at = models.DateTimeField()
    checked_by = models.CharField(max_length=100, blank=True, default="", db_default="")
    """Who else knows that she is back, where nothing of her was shown before (ADR 22)."""

    class Meta:
        verbose_name = _("change of status")
        verbose_name_plural = _("history of the status")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="status_has_one_beginning", fields=["account"], condition=Q(from_status="")
            ),
            models.CheckConstraint(
                name="status_change_says_why", condition=~Q(reason="") & ~Q(to_status="")
            ),
            models.CheckConstraint(
                name="status_change_is_a_change", condition=~Q(from_status=F("to_status"))
            ),
            models.CheckConstraint(
                name="status_is_changed_by_a_person",
                condition=is_staff("changed_by") | Q(changed_by=SYSTEM, from_status=""),
            ),
            models.CheckConstraint(
                name="status_is_a_known_one",
                condition=Q(to_status__in=TrainingAccount.Status.values),
            ),
            models.CheckConstraint(
                name="return_is_checked_by_another",
                condition=Q(checked_by="")
                | is_staff("checked_by") & ~Q(checked_by=F("changed_by")),
            ),
        ]
        triggers = guards.STATUS_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.get_to_status_display()


class RetiredPseudonym(models.Model):
    """A pseudonym that stood for somebody once, and stands for nobody ever again."""

    account = models.ForeignKey(
        TrainingAccount, on_delete=models.PROTECT, related_name="retired_pseudonyms"
    )
    name = models.CharField(_("pseudonym"), max_length=40)
    retired_at = models.DateTimeField()

    class Meta:
        verbose_name = _("retired pseudonym")
        verbose_name_plural = _("retired pseudonyms")
        constraints = [models.UniqueConstraint(name="pseudonym_is_retired_once", fields=["name"])]
        triggers = keep_rows(table="retired_pseudonym")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.name
