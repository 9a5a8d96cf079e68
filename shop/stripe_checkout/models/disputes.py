"""Payments that a buyer asked their bank to take back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Dispute(models.Model):
    """One dispute as Stripe has it; the money that it moves stands among the movements.

    An inquiry is a question of the bank before any money moves; it may become a dispute.
    """

    class State(models.TextChoices):
        """Stripe's own words, in the order in which a dispute passes through them."""

        INQUIRY = "warning_needs_response", _("inquiry, to answer")
        INQUIRY_REVIEWED = "warning_under_review", _("inquiry, answered")
        INQUIRY_CLOSED = "warning_closed", _("inquiry closed")
        TO_ANSWER = "needs_response", _("to answer")
        REVIEWED = "under_review", _("answered, the bank decides")
        PREVENTED = "prevented", _("prevented")
        LOST = "lost", _("lost")
        WON = "won", _("won")

    WAITING = (State.INQUIRY, State.TO_ANSWER)
    """Those that wait for our answer."""
    OPEN = (State.INQUIRY, State.INQUIRY_REVIEWED, State.TO_ANSWER, State.REVIEWED)
    HOLDING_MONEY = (State.TO_ANSWER, State.REVIEWED)
    """Those during which no other money may go back to the buyer."""

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="disputes")
    attempt = models.ForeignKey(
        "stripe_checkout.PaymentAttempt", on_delete=models.PROTECT, related_name="disputes"
    )
    stripe_id = models.CharField(max_length=255, unique=True)
    state = models.CharField(max_length=24, choices=State)
    reason = models.CharField(max_length=60)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    """What Stripe took for it; it stays gone when the dispute is won."""
    currency = models.CharField(max_length=3)
    due_at = models.DateTimeField(null=True, blank=True)
    """Until when Stripe takes our answer."""
    opened_at = models.DateTimeField()
    held_order_at = models.DateTimeField(null=True, blank=True)
    """When it put its order on hold, None when the order had left or was held already."""
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.CheckConstraint(
                name="dispute_state_is_known",
                condition=Q(
                    state__in=[
                        "warning_needs_response",
                        "warning_under_review",
                        "warning_closed",
                        "needs_response",
                        "under_review",
                        "prevented",
                        "lost",
                        "won",
                    ]
                ),
            ),
            models.CheckConstraint(name="dispute_is_over_money", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="dispute_fee_is_not_negative", condition=Q(fee_minor__gte=0)
            ),
            models.CheckConstraint(
                name="dispute_is_closed_when_decided",
                condition=Q(
                    state__in=["warning_closed", "prevented", "lost", "won"],
                    closed_at__isnull=False,
                )
                | (
                    ~Q(state__in=["warning_closed", "prevented", "lost", "won"])
                    & Q(closed_at__isnull=True)
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="disputes_to_answer",
                fields=["due_at"],
                condition=Q(state__in=["warning_needs_response", "needs_response"]),
            )
        ]

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.stripe_id} ({self.state})"

    @property
    def is_open(self) -> bool:
        """Return whether nobody has decided it yet."""
        return self.state in self.OPEN
