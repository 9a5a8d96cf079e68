"""Owe a mail, send what is due, try a dead one again."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from nomi.platform.doorbell import ring_on_commit
from nomi.platform.outbox.mail import Mail
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.registry import UnknownKindError, get_renderer

log = structlog.get_logger()

MAXIMUM_TRIES = 8
LEASE = timedelta(minutes=5)
"""How long a claimed mail is one worker's alone; a killed worker's mail is due again after it."""
FIRST_PAUSE = timedelta(seconds=15)


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

    Safe to run at once with itself: rows are claimed with SKIP LOCKED and a lease, and nothing is
    sent inside a transaction. A worker killed between sending and noting it sends that mail again
    under the same Message-ID.
    """
    return sum(_send(message, now=now) for message in _claim(now=now, limit=limit))


@transaction.atomic
def _claim(*, now: datetime, limit: int) -> list[OutboxMessage]:
    due = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, due_at__lte=now)
    messages = list(due.order_by("due_at").select_for_update(skip_locked=True)[:limit])
    OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
        tries=F("tries") + 1, due_at=now + LEASE
    )
    for message in messages:
        message.tries += 1
    return messages


def _send(message: OutboxMessage, *, now: datetime) -> bool:
    mine = OutboxMessage.objects.filter(
        pk=message.pk, state=OutboxMessage.State.WAITING, tries=message.tries
    )
    try:
        _deliver(message, get_renderer(message.kind)(message.reference))
    except (SMTPException, OSError, UnknownKindError, LookupError) as error:
        is_last = message.tries >= MAXIMUM_TRIES
        mine.update(
            state=OutboxMessage.State.DEAD if is_last else OutboxMessage.State.WAITING,
            due_at=now + FIRST_PAUSE * 2**message.tries,
            error=type(error).__name__,
        )
        log.warning("mail_not_sent", message=message.pk, kind=message.kind, tries=message.tries)
        return False
    mine.update(state=OutboxMessage.State.SENT, sent_at=now, error="")
    log.info("mail_sent", message=message.pk, kind=message.kind)
    return True


def _deliver(message: OutboxMessage, mail: Mail) -> None:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    email = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={"Message-ID": f"<outbox-{message.pk}@{domain}>"},
    )
    email.attach_alternative(mail.html, "text/html")
    email.send()


@transaction.atomic
def retry(*, message_id: int, now: datetime) -> bool:
    """Make a dead or waiting mail due at once; return False when it was sent already."""
    found = OutboxMessage.objects.filter(pk=message_id).exclude(state=OutboxMessage.State.SENT)
    return bool(found.update(state=OutboxMessage.State.WAITING, tries=0, due_at=now, error=""))


@transaction.atomic
def send_again(*, kind: str, reference: str, now: datetime) -> OutboxMessage:
    """Owe a mail once more though it was sent, because a person asked for it."""
    message = enqueue(kind=kind, reference=reference, now=now)
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxMessage.State.WAITING, tries=0, due_at=now, sent_at=None, error=""
    )
    message.refresh_from_db()
    return message
