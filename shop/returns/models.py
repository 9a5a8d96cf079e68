"""A return and its lines."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.returns.guards import LINE_TRIGGERS, STATES
from shop.returns.states import ReturnReason, ReturnState


class Return(models.Model):
    """Pieces of one order that are to come back. `key` makes two presses one return."""

    State = ReturnState
    Reason = ReturnReason
    OPEN = (State.REQUESTED, State.APPROVED, State.RECEIVED)
    NOTHING_CAME = (State.REJECTED, State.WITHDRAWN)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="returns")
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.REQUESTED
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    requested_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    words = models.CharField(_("why it was rejected"), max_length=200, blank=True)
    """The buyer reads them."""
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    refund = models.OneToOneField(
        "stripe_checkout.Refund", on_delete=models.PROTECT, null=True, related_name="goods_return"
    )

    class Meta:
        ordering = ("-id",)
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        triggers = (STATES,)
        constraints = (
            models.CheckConstraint(
                name="return_state_is_known",
                condition=Q(
                    state__in=[
                        "requested",
                        "approved",
                        "received",
                        "closed",
                        "rejected",
                        "withdrawn",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="return_is_received_before_it_is_closed",
                condition=~Q(state__in=["received", "closed"]) | Q(received_at__isnull=False),
            ),
            models.CheckConstraint(
                name="return_has_ended_when_its_state_says_so",
                condition=Q(state__in=["requested", "approved", "received"], ended_at__isnull=True)
                | Q(state__in=["closed", "rejected", "withdrawn"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_closed_return_is_refunded",
                condition=Q(refund__isnull=True) | Q(state="closed"),
            ),
            models.CheckConstraint(
                name="rejected_return_says_why", condition=~Q(state="rejected") | ~Q(words="")
            ),
        )

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.order.number} ({self.get_state_display()})"

    @property
    def may_be_withdrawn(self) -> bool:
        """Return whether the buyer may still change the mind."""
        return self.state in {self.State.REQUESTED, self.State.APPROVED}

    @property
    def has_label(self) -> bool:
        """Return whether the buyer should send it now."""
        return self.state == self.State.APPROVED


class ReturnLine(models.Model):
    """Pieces of one order line that are to come back, and what became of those that did.

    `restocked` and `written_off` are empty until somebody looked; what is in neither did not come.
    """

    return_of = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="lines", db_column="return_id"
    )
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="return_lines")
    quantity = models.PositiveIntegerField(_("pieces"))
    restocked = models.PositiveIntegerField(_("back on the shelf"), null=True, blank=True)
    written_off = models.PositiveIntegerField(_("written off"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("line of a return")
        verbose_name_plural = _("lines of a return")
        triggers = LINE_TRIGGERS
        constraints = (
            models.UniqueConstraint(
                name="order_line_appears_once_in_a_return", fields=("return_of", "line")
            ),
            models.CheckConstraint(
                name="returned_pieces_are_positive", condition=Q(quantity__gt=0)
            ),
            models.CheckConstraint(
                name="no_more_pieces_come_than_were_announced",
                condition=Q(restocked__isnull=True, written_off__isnull=True)
                | Q(quantity__gte=F("restocked") + F("written_off")),
            ),
            models.CheckConstraint(
                name="a_line_is_inspected_whole",
                condition=Q(restocked__isnull=True, written_off__isnull=True)
                | Q(restocked__isnull=False, written_off__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Return the pieces, for lists."""
        return f"{self.quantity} × {self.line.title}"
