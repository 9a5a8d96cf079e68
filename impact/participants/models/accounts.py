"""Training accounts: a random code, a pseudonym and a status; nobody's name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TrainingAccount(models.Model):
    """An internal designation of charity funds for one participant's training.

    Her money is in the books, in the account `training:<code>`; nothing here or there says who
    she is.
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

    code = models.CharField(max_length=12)
    pseudonym = models.CharField(max_length=40)
    status = models.CharField(max_length=12, choices=Status, default=Status.ACTIVE)
    opened_on = models.DateField()

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
