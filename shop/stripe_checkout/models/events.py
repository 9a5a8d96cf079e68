"""The inbox: what Stripe told us, stored before it is believed or acted upon."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StripeEvent(models.Model):
    """One event as it arrived. Only its id, type and object id are used; the object is fetched."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        IGNORED = "ignored", _("ignored")
        DEAD = "dead", _("given up")

    event_id = models.CharField(max_length=255, primary_key=True)
    type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=255)
    api_version = models.CharField(max_length=60, blank=True)
    livemode = models.BooleanField()
    body = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("Stripe event")
        verbose_name_plural = _("Stripe events")
        constraints = [
            models.CheckConstraint(
                name="stripe_event_state_is_known",
                condition=Q(state__in=["waiting", "done", "ignored", "dead"]),
            ),
            models.CheckConstraint(name="stripe_event_has_its_own_id", condition=~Q(event_id="")),
        ]
        indexes = [
            models.Index(
                name="stripe_events_to_handle", fields=["due_at"], condition=Q(state="waiting")
            ),
            models.Index(name="stripe_events_by_moment", fields=["happened_at"]),
            models.Index(
                name="stripe_events_to_reduce",
                fields=["received_at"],
                condition=~Q(state="waiting") & Q(body__has_key="type"),
            ),
        ]

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.event_id} {self.type}"
