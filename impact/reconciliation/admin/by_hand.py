"""The screen of bookings by hand: what one person proposed, and another agrees to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from impact.books import services as books
from impact.reconciliation.models import Discrepancy, HandBooking
from impact.reconciliation.services.by_hand import (
    BookingRefusedError,
    approve_booking,
    end_booking,
    may_book,
    propose_booking,
)
from impact.reconciliation.services.discrepancies import ClosedAlreadyError
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import Button, FactsInline, FactsScreen, ReasonForm

REFUSALS = (
    BookingRefusedError,
    ClosedAlreadyError,
    books.AlreadyDecidedError,
    books.KeyReusedError,
    books.OverdrawnError,
    books.SamePersonError,
    books.UnknownAccountError,
)


class HandBookingForm(ReasonForm):
    """Where the money belongs, and why."""

    place = forms.ChoiceField(
        label=_("The money belongs to"),
        choices=HandBooking.Place.choices,
        widget=UnfoldAdminSelectWidget(),
    )
    reference = forms.CharField(
        label=_("Number of the order or gift, or Stripe's id of its payout, po_…"),
        required=False,
        max_length=190,
        widget=UnfoldAdminTextInputWidget(),
    )
    field_order = ("place", "reference", "reason")


def propose(
    row: Discrepancy, values: dict[str, Any], request: HttpRequest
) -> tuple[Discrepancy, str]:
    """Propose where the money goes."""
    propose_booking(
        discrepancy_id=row.pk, actor=name_actor(request.user), now=timezone.now(), **values
    )
    return row, gettext("Proposed. Another person must agree: see Booked by hand.")


def approve(booking: HandBooking, _reason: str, request: HttpRequest) -> str:
    """Book it."""
    posted = approve_booking(
        booking_id=booking.pk, actor=name_actor(request.user), now=timezone.now()
    )
    return gettext("Booked by %(key)s. The difference is closed.") % {"key": posted.key}


def end(booking: HandBooking, reason: str, request: HttpRequest) -> str:
    """Turn it down."""
    end_booking(
        booking_id=booking.pk, actor=name_actor(request.user), reason=reason, now=timezone.now()
    )
    return gettext("The proposal is taken back. Nothing was booked.")


PROPOSE = Ask(
    name="book",
    label=_("Book it by hand"),
    describe=lambda row: (
        f"{row.words}\n\n"
        + gettext("Say where this money belongs. Nothing moves until another person agrees.")
    ),
    act=propose,
    permission="reconciliation.propose_handbooking",
    form=HandBookingForm,
    is_offered=lambda row, _request: may_book(row),
    refusals=REFUSALS,
)


def is_open(booking: HandBooking) -> bool:
    """Return whether nobody has decided yet."""
    return booking.approved_at is None and booking.ended_at is None


def name_state(booking: HandBooking) -> str:
    """Say what became of the proposal."""
    if booking.approved_at:
        return gettext("booked")
    return gettext("taken back") if booking.ended_at else gettext("waits for another person")


class BookingsOfDifference(FactsInline):
    """What was proposed for a difference."""

    model = HandBooking
    show_change_link = True
    fields = readonly_fields = ("account_code", "reference", "amount", "proposer", "state")

    @admin.display(description=_("Amount"))
    def amount(self, booking: HandBooking) -> str:
        """Write how much moves."""
        return format_minor(abs(booking.amount_minor))

    @admin.display(description=_("Proposed by"))
    def proposer(self, booking: HandBooking) -> str:
        """Name who proposed it."""
        return get_actor_name(booking.proposed_by)

    @admin.display(description=_("State"))
    def state(self, booking: HandBooking) -> str:
        """Say what became of it."""
        return name_state(booking)


@admin.register(HandBooking)
class HandBookingScreen(FactsScreen):
    """Bookings by hand, the newest first."""

    list_display = ("discrepancy", "account_code", "amount", "state", "proposer", "proposed_at")
    list_filter = (
        ("approved_at", admin.EmptyFieldListFilter),
        ("ended_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("discrepancy",)
    ordering = ("-pk",)
    fields = readonly_fields = (
        *list_display,
        "reference",
        "reason",
        "decider",
        "ending_reason",
        "entry",
    )
    buttons = (
        Button(
            name="approve",
            label=_("Agree and book"),
            question=_(
                "The money moves to the account named, in effect today, and the difference is"
                " closed. It can be taken back only by a correction."
            ),
            press=approve,
            is_offered=is_open,
            refusals=REFUSALS,
            permission="reconciliation.approve_handbooking",
        ),
        Button(
            name="end",
            label=_("Take back"),
            question=_("Nothing is booked. The reason is kept."),
            press=end,
            is_offered=is_open,
            asks_reason=True,
            refusals=REFUSALS,
            permission="reconciliation.propose_handbooking",
        ),
    )

    @admin.display(description=_("Amount"))
    def amount(self, booking: HandBooking) -> str:
        """Write how much moves."""
        return format_minor(abs(booking.amount_minor))

    @admin.display(description=_("State"))
    def state(self, booking: HandBooking) -> str:
        """Say what became of it."""
        return name_state(booking)

    @admin.display(description=_("Proposed by"))
    def proposer(self, booking: HandBooking) -> str:
        """Name who proposed it."""
        return get_actor_name(booking.proposed_by)

    @admin.display(description=_("Decided by"))
    def decider(self, booking: HandBooking) -> str:
        """Name who decided, or a dash."""
        return get_actor_name(booking.approved_by or booking.ended_by)
