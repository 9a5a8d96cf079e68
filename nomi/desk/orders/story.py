"""The time line of an order: everything that happened to it, in the order in which it happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nomi.desk.orders.mails import list_mails, name_mail
from nomi.desk.orders.notes import NOTE_ASK
from nomi.platform.amounts import format_minor
from shop.fulfilment.models import Cancellation, Shipment
from shop.giftcards.models import CardMovement
from shop.returns.models import Return
from shop.stripe_checkout.models import Dispute, Movement, PaymentAttempt, Refund, StaffTask

MAIL_STATES: dict[str, Promise] = {
    "waiting": gettext_lazy("Mail waits to be sent: %(mail)s"),
    "sending": gettext_lazy("Mail is being sent: %(mail)s"),
    "sent": gettext_lazy("Mail sent: %(mail)s"),
    "dead": gettext_lazy("Mail given up: %(mail)s"),
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One thing that happened: when, what, and who did it when it was a person."""

    at: datetime
    words: str
    who: str = ""


def tell_statuses(order: Any) -> Iterator[Moment]:
    """Tell how the order moved."""
    for change in order.status_changes.all():
        words = _("%(old)s → %(new)s") % {"old": change.old_status, "new": change.new_status}
        yield Moment(at=change.date_created, words=words)


def tell_words(order: Any) -> Iterator[Moment]:
    """Tell what staff did on the order's page, with their reasons, and what was noted."""
    kind = ContentType.objects.get_for_model(type(order))
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(order.pk))
    told = set()
    for entry in entries.select_related("user"):
        words, who = entry.get_change_message(), str(entry.user)
        told.add(f"{words.partition(': ')[2]} ({who})")
        if words != NOTE_ASK.label:  # the note itself follows
            yield Moment(at=entry.action_time, words=words, who=who)
    for note in order.notes.select_related("user"):
        if note.message not in told:
            who = str(note.user) if note.user else ""
            yield Moment(at=note.date_created, words=note.message, who=who)


def tell_payments(order: Any) -> Iterator[Moment]:
    """Tell when paying began, and each movement of money."""
    for attempt in PaymentAttempt.objects.filter(order=order):
        asked = format_minor(attempt.amount_minor, attempt.currency)
        yield Moment(at=attempt.created_at, words=_("Payment of %s begun") % asked)
    for movement in Movement.objects.filter(order=order):
        amount = format_minor(movement.amount_minor, movement.currency)
        is_gift = movement.kind == Movement.Kind.TRANSFER
        kind = _("Handed over to the gift") if is_gift else capfirst(movement.get_kind_display())
        yield Moment(at=movement.recorded_at, words=f"{kind}: {amount}")


def tell_gift_cards(order: Any) -> Iterator[Moment]:
    """Tell what moved on a gift card that the order buys, or that pays it."""
    for movement in CardMovement.objects.filter(order=order).select_related("card"):
        amount = format_minor(movement.amount_minor, movement.card.currency)
        words = {"card": movement.card, "kind": movement.get_kind_display(), "amount": amount}
        text = _("Gift card %(card)s, %(kind)s: %(amount)s") % words
        yield Moment(at=movement.moved_at, words=text)


def tell_refunds(order: Any) -> Iterator[Moment]:
    """Tell what was to go back, and how that ended."""
    for refund in Refund.objects.filter(order=order):
        words = {
            "amount": format_minor(refund.gross_minor, refund.currency),
            "reason": refund.reason,
            "state": refund.get_state_display(),
        }
        yield Moment(
            at=refund.requested_at, words=_("Refund of %(amount)s asked: %(reason)s") % words
        )
        if refund.finished_at:
            yield Moment(at=refund.finished_at, words=_("Refund of %(amount)s: %(state)s") % words)


def tell_disputes(order: Any) -> Iterator[Moment]:
    """Tell what the buyer's bank took and how it was decided."""
    for dispute in Dispute.objects.filter(order=order):
        amount = format_minor(dispute.amount_minor, dispute.currency)
        yield Moment(at=dispute.opened_at, words=_("Disputed: %s") % amount)
        if dispute.closed_at:
            words = _("Dispute ended: %s") % dispute.get_state_display()
            yield Moment(at=dispute.closed_at, words=words)


def tell_parcels(order: Any) -> Iterator[Moment]:
    """Tell what left, arrived, or was taken out before it left."""
    for parcel in Shipment.objects.filter(order=order).select_related("shipped_by"):
        words = _("Parcel left: %s") % parcel
        yield Moment(at=parcel.shipped_at, words=words, who=str(parcel.shipped_by or ""))
        if parcel.delivered_at:
            yield Moment(at=parcel.delivered_at, words=_("Parcel arrived: %s") % parcel)
    taken = Cancellation.objects.filter(order=order).select_related("cancelled_by")
    for one in taken:
        words = _("Pieces taken out: %s") % one.reason
        yield Moment(at=one.cancelled_at, words=words, who=str(one.cancelled_by or ""))


def tell_returns(order: Any) -> Iterator[Moment]:
    """Tell the steps of each return."""
    for one in Return.objects.filter(order=order).select_related("decided_by", "inspected_by"):
        reason = one.get_reason_display()
        yield Moment(at=one.requested_at, words=_("Return asked: %s") % reason)
        rejected = one.state == Return.State.REJECTED
        steps = (
            (one.decided_at if not rejected else None, _("Return approved"), one.decided_by),
            (one.received_at, _("Return received"), None),
            (
                one.ended_at,
                _("Return %s") % one.get_state_display(),
                one.decided_by if rejected else one.inspected_by,
            ),
        )
        for at, words, who in steps:
            if at:
                yield Moment(at=at, words=words, who=str(who or ""))


def tell_tasks(order: Any) -> Iterator[Moment]:
    """Tell what somebody had to decide, and who did."""
    for task in StaffTask.objects.filter(order=order).select_related("done_by"):
        kind = task.get_kind_display()
        yield Moment(at=task.created_at, words=_("To decide: %s") % kind)
        if task.done_at:
            who = str(task.done_by or "")
            yield Moment(at=task.done_at, words=_("Decided: %s") % kind, who=who)


def tell_mails(order: Any) -> Iterator[Moment]:
    """Tell which mails were written, and what became of each."""
    for mail in list_mails(order=order):
        words = MAIL_STATES[mail.state] % {"mail": name_mail(mail.kind)}
        yield Moment(at=mail.sent_at or mail.created_at, words=words)


TELLERS = (
    tell_statuses,
    tell_words,
    tell_payments,
    tell_gift_cards,
    tell_refunds,
    tell_disputes,
    tell_parcels,
    tell_returns,
    tell_tasks,
    tell_mails,
)


def list_moments(order: Any) -> list[Moment]:
    """Return all that happened to the order, oldest first, in a fixed number of queries."""
    moments = [moment for tell in TELLERS for moment in tell(order)]
    return sorted(moments, key=lambda moment: moment.at)
