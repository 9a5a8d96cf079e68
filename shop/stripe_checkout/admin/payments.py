"""Staff screens of payment: what was asked, what came, what is to decide."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.screens import AmountMixin, Button, FactsInline, FactsScreen
from shop.stripe_checkout.models import (
    Alarm,
    Movement,
    PaymentAttempt,
    StaffTask,
    StripeEvent,
)
from shop.stripe_checkout.services.differing import (
    KINDS,
    DifferenceRefused,
    accept_difference,
    give_back_difference,
)
from shop.stripe_checkout.services.findings import clear_alarm, close_task


class MovementInline(AmountMixin, FactsInline):
    """The money that moved."""

    model = Movement
    fields = readonly_fields = ("kind", "amount", "stripe_id", "livemode", "recorded_at")


@admin.register(PaymentAttempt)
class PaymentAttemptScreen(AmountMixin, FactsScreen):
    """One try to have an order paid."""

    list_display = ("order", "method", "state", "amount", "created_at", "expires_at", "last_error")
    list_filter = ("method", "state", "livemode")
    list_select_related = ("order",)
    search_fields = ("order__number", "session_id", "payment_intent_id")
    fields = readonly_fields = (
        "order",
        "method",
        "taken_by",
        "state",
        "amount",
        "uid",
        "session_id",
        "payment_intent_id",
        "livemode",
        "created_at",
        "expires_at",
        "poll_at",
        "paid_order_at",
        "last_error",
    )
    inlines = (MovementInline,)


@admin.register(Movement)
class MovementScreen(AmountMixin, FactsScreen):
    """Money that moved, at Stripe or in our till."""

    list_display = ("recorded_at", "order", "kind", "amount", "stripe_id", "livemode")
    list_filter = ("kind", "livemode")
    list_select_related = ("order",)
    search_fields = ("order__number", "stripe_id")
    ordering = ("-id",)
    fields = readonly_fields = (
        "order",
        "attempt",
        "kind",
        "amount",
        "stripe_id",
        "livemode",
        "recorded_at",
    )


@admin.register(StripeEvent)
class StripeEventScreen(FactsScreen):
    """What Stripe told us."""

    list_display = ("received_at", "type", "state", "tries", "object_id", "error")
    list_filter = ("state", "type")
    search_fields = ("event_id", "object_id")
    fields = readonly_fields = (
        "event_id",
        "type",
        "object_id",
        "state",
        "tries",
        "error",
        "api_version",
        "livemode",
        "happened_at",
        "received_at",
        "due_at",
        "handled_at",
    )


def close(task: StaffTask, _reason: str, request: HttpRequest) -> str:
    """Close the task in the name of who pressed."""
    close_task(task_id=task.pk, user=request.user, now=timezone.now())
    return gettext("The matter is closed.")


def accept(task: StaffTask, _reason: str, request: HttpRequest) -> str:
    """Let the differing money pay its order."""
    accept_difference(attempt_uid=task.reference, user=request.user, now=timezone.now())
    return gettext("The order is paid. What was too much goes back.")


def send_back(task: StaffTask, _reason: str, request: HttpRequest) -> str:
    """Send the differing money back."""
    give_back_difference(attempt_uid=task.reference, user=request.user, now=timezone.now())
    return gettext("The money goes back whole. An order that it held is cancelled.")


def asks_about_money(task: StaffTask) -> bool:
    """Return whether the task waits for a decision about differing money."""
    return task.done_at is None and task.kind in KINDS


def clear(alarm: Alarm, _reason: str, _request: HttpRequest) -> str:
    """Clear the alarm; it rings again when the same is noticed again."""
    clear_alarm(kind=alarm.kind, reference=alarm.reference, now=timezone.now())
    return gettext("The alarm is cleared. It comes back if the same is noticed again.")


@admin.register(StaffTask)
class StaffTaskScreen(FactsScreen):
    """What only a person can decide."""

    buttons = (
        Button(
            name="close",
            label=_("Mark as dealt with"),
            question=_(
                "Nobody is asked about this again. Write a note at the order if it matters."
            ),
            press=close,
            is_offered=lambda task: task.done_at is None,
        ),
        Button(
            name="accept",
            label=_("Accept the money"),
            question=_(
                "The order is paid by what came. What is too much goes back; what is missing is"
                " taken off its prices."
            ),
            press=accept,
            is_offered=asks_about_money,
            refusals=(DifferenceRefused,),
        ),
        Button(
            name="send-back",
            label=_("Send the money back"),
            question=_("All of it goes back, and an order that it held is cancelled."),
            press=send_back,
            is_offered=asks_about_money,
            refusals=(DifferenceRefused,),
        ),
    )

    list_display = ("created_at", "kind", "order", "reference", "done_at", "done_by")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "kind")
    list_select_related = ("order", "done_by")
    search_fields = ("reference", "order__number")
    fields = readonly_fields = (
        "kind",
        "order",
        "reference",
        "particulars",
        "created_at",
        "done_at",
        "done_by",
    )

    @admin.display(description=_("Particulars"))
    def particulars(self, task: StaffTask) -> str:
        """Return what is known about the matter, a line each."""
        rows = ((name, value) for name, value in task.facts.items())
        return format_html_join("", "<div>{}: {}</div>", rows) or "–"


@admin.register(Alarm)
class AlarmScreen(FactsScreen):
    """What the machinery noticed."""

    buttons = (
        Button(
            name="clear",
            label=_("Clear"),
            question=_("The alarm goes quiet until the same is noticed again."),
            press=clear,
            is_offered=lambda alarm: alarm.cleared_at is None,
        ),
    )

    list_display = ("last_at", "kind", "reference", "times", "first_at", "cleared_at")
    list_filter = ("kind", ("cleared_at", admin.EmptyFieldListFilter))
    search_fields = ("reference",)
    fields = readonly_fields = (
        "kind",
        "reference",
        "times",
        "first_at",
        "last_at",
        "cleared_at",
    )
