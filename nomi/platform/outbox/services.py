"""Owe a mail, send what is due, try a dead one again."""

import time
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import structlog
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, QuerySet
from django.template import TemplateDoesNotExist
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nomi.platform.doorbell import ring_on_commit
from nomi.platform.outbox.mail import Mail
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.queries import find_due
from nomi.platform.outbox.registry import get_renderer

log = structlog.get_logger()

MAXIMUM_TRIES = 8
LEASE = timedelta(minutes=5)
"""How long a claimed mail is one relay's alone: longer than a task may live (two minutes)."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60, 180, 360))
"""The wait after each failed try: eleven hours of a mail server that is away."""
PATIENCE_SECONDS = 60.0
"""A relay takes no further mail after this long, so that it ends inside its task's limit."""
NOT_WRITTEN = (LookupError, ObjectDoesNotExist, TemplateDoesNotExist, ValueError)
FOR_GOOD = 500
"""From here on a server's answer is no for good: no such mailbox (RFC 5321, 4.2.1)."""
NOBODY_THERE = (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
"""Answers that concern us and not one reader: the next mail would get the same."""
NO_SERVER = (*NOBODY_THERE, OSError)


@transaction.atomic
def enqueue(*, kind: str, reference: str, now: datetime | None = None) -> OutboxMessage:
    """Owe one mail, in the caller's transaction. The second call returns the first one's row."""
    moment = now or timezone.now()
    message, is_new = OutboxMessage.objects.get_or_create(
        kind=kind, reference=reference, defaults={"due_at": moment, "created_at": moment}
    )
    if is_new:
        ring_on_commit("nomi.platform.outbox.tasks.relay_outbox")
    return message


def relay_due(*, now: datetime, limit: int = 50) -> int:
    """Send what is due, at most `limit` mails; return how many left.

    Safe to run at once with itself: each mail is claimed with SKIP LOCKED and a lease in its own
    short transaction and sent outside it. A relay killed between sending and noting it sends that
    one mail again under the same Message-ID. Ends early when no mail server answers: the others
    would only use up their tries. A fault of ours in wording a mail is raised, after its claim, and
    the mail is given up when that has happened eight times.
    """
    sent = 0
    until = time.monotonic() + PATIENCE_SECONDS
    for _number in range(limit):
        message = _claim(now=now) if time.monotonic() < until else None
        if message is None:
            break
        try:
            sent += _send(message, now=now)
        except NO_SERVER as error:
            _record_failure(message, error, now=now)
            break
    return sent


def _claim(*, now: datetime) -> OutboxMessage | None:
    """Return the next due mail, ours for the length of the lease."""
    while True:
        with transaction.atomic(durable=True):
            due = find_due(now=now).order_by("due_at", "pk")
            message = due.select_for_update(skip_locked=True).first()
            if message is None:
                return None
            is_spent = message.tries >= MAXIMUM_TRIES
            if is_spent:
                message.state = OutboxMessage.State.DEAD
                message.error = message.error or "every relay died over it"
            else:
                message.state = OutboxMessage.State.SENDING
                message.tries += 1
                message.due_at = now + LEASE
            message.save(update_fields=["state", "tries", "due_at", "error"])
        if not is_spent:
            return message


def _send(message: OutboxMessage, *, now: datetime) -> bool:
    """Word and send one claimed mail; raise one of `NO_SERVER` when nobody takes mail."""
    try:
        _deliver(message, get_renderer(message.kind)(message.reference))
    except (SMTPException, OSError, *NOT_WRITTEN) as error:
        if _is_away(error):
            raise
        _record_failure(message, error, now=now)
        return False
    _still_ours(message).update(state=OutboxMessage.State.SENT, sent_at=now, error="")
    log.info("mail_sent", message=message.pk, kind=message.kind)
    return True


def _record_failure(message: OutboxMessage, error: Exception, *, now: datetime) -> None:
    """Put the mail back for later, or give it up. Of the error its class only: words may quote.

    A mailbox that is refused for good is given up at once: trying on would only tell the server
    that we do not listen. Staff see it, correct the address and send again.
    """
    is_last = message.tries >= MAXIMUM_TRIES or _is_for_good(error)
    _still_ours(message).update(
        state=OutboxMessage.State.DEAD if is_last else OutboxMessage.State.WAITING,
        due_at=now if is_last else now + PAUSES[message.tries - 1],
        error=type(error).__name__,
    )
    log.warning("mail_not_sent", message=message.pk, kind=message.kind, tries=message.tries)


def _is_away(error: Exception) -> bool:
    """Return whether no server answers. A refusal is an `OSError` too, yet concerns one mail."""
    is_answer = isinstance(error, SMTPException) and not isinstance(error, NOBODY_THERE)
    return isinstance(error, NO_SERVER) and not is_answer


def _is_for_good(error: Exception) -> bool:
    """Return whether the server took the mail's only reader for nobody."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= FOR_GOOD for code, _words in error.recipients.values())


def _still_ours(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """Return the row unless its lease ran out and somebody else took it, or asked for it again."""
    return OutboxMessage.objects.filter(
        pk=message.pk,
        state=OutboxMessage.State.SENDING,
        tries=message.tries,
        edition=message.edition,
    )


def _deliver(message: OutboxMessage, mail: Mail) -> None:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    number = salted_hmac("nomi.outbox", f"{message.pk}.{message.edition}").hexdigest()
    email = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()),  # what people typed into it may have lines
        body=mail.text,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": f"<{number}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(mail.html, "text/html")
    for paper in mail.enclosures:
        email.attach(paper.name, paper.content, paper.kind)
    email.send()


@transaction.atomic
def withdraw(*, kind: str, references: list[str]) -> int:
    """Owe these mails no more; those that left or are leaving stay as they are. Return how many."""
    owed = OutboxMessage.objects.filter(kind=kind, reference__in=references)
    gone, _rows = owed.exclude(
        state__in=[OutboxMessage.State.SENT, OutboxMessage.State.SENDING]
    ).delete()
    return gone


@transaction.atomic
def retry(*, message_id: int, now: datetime) -> bool:
    """Make a dead or waiting mail due at once; return False when it was sent, or is being sent."""
    states = [OutboxMessage.State.WAITING, OutboxMessage.State.DEAD]
    found = OutboxMessage.objects.filter(pk=message_id, state__in=states)
    return bool(found.update(state=OutboxMessage.State.WAITING, tries=0, due_at=now, error=""))


@transaction.atomic
def send_again(*, kind: str, reference: str, now: datetime) -> OutboxMessage:
    """Owe a mail once more though it was sent, because a person asked for it."""
    message = enqueue(kind=kind, reference=reference, now=now)
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxMessage.State.WAITING,
        edition=F("edition") + 1,
        tries=0,
        due_at=now,
        sent_at=None,
        error="",
    )
    message.refresh_from_db()
    return message
