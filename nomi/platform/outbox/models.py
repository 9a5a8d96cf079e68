"""One mail as a row."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OutboxMessage(models.Model):
    """A mail that is owed: what it is (`kind`) and what it speaks of (`reference`).

    Its words are made from files when it is sent, so the row holds no personal data. `due_at` of a
    mail that is being sent is when its relay counts as dead. `edition` counts how often somebody
    asked for it to be sent: a later edition is another mail to the reader's mailbox.
    """

    class State(models.TextChoices):
        """Waiting, in a relay's hands, sent, or given up until somebody presses Retry."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("dead")

    kind = models.CharField(_("kind"), max_length=60)
    reference = models.CharField(_("reference"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, db_default=1)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("due at"))
    created_at = models.DateTimeField(_("created at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference"], name="one_mail_of_a_kind_per_reference"
            ),
            models.CheckConstraint(
                name="mail_state_is_known",
                condition=Q(state__in=["waiting", "sending", "sent", "dead"]),
            ),
            models.CheckConstraint(
                name="mail_is_tried_eight_times_at_most", condition=Q(tries__lte=8)
            ),
            models.CheckConstraint(
                name="sent_mail_has_a_moment",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                F("due_at"), name="outbox_due", condition=Q(state__in=["waiting", "sending"])
            ),
        ]

    def __str__(self) -> str:
        """Name the mail by kind and reference."""
        return f"{self.kind} {self.reference}"
