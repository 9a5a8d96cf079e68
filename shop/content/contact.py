"""Keep a message until its mail has left, and forget it then."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast

from nomi.platform.outbox import services as outbox
from nomi.platform.outbox.models import OutboxMessage
from shop.content.mails import KIND
from shop.content.models import ContactMessage

KEPT = timedelta(days=90)
"""A message whose mail could not be sent for so long is forgotten too."""


@transaction.atomic
def take_message(*, key: UUID, words: dict[str, Any], now: datetime) -> bool:
    """Owe us the mail with these words (text, email, name, order_number); False when it is owed.

    `key` is the form's: the same words twice are one message, other words from the form that a
    browser kept open are another. The row is what the mail is written from; see `forget_messages`.
    """
    said = {name: words[name] for name in ("text", "email", "name", "order_number")}
    uid = uuid5(key, repr(said))
    _message, is_new = ContactMessage.objects.get_or_create(
        uid=uid, defaults={**said, "written_at": now}
    )
    if is_new:
        outbox.enqueue(kind=KIND, reference=str(uid), now=now)
    return is_new


@transaction.atomic
def forget_messages(*, now: datetime) -> int:
    """Delete messages whose mail has left, and those older than 90 days; return how many.

    The mail of the latter, if it still waits, is owed no more. Running it again changes nothing.
    """
    sent = OutboxMessage.objects.filter(
        kind=KIND,
        state=OutboxMessage.State.SENT,
        reference=Cast(OuterRef("uid"), OutboxMessage._meta.get_field("reference")),
    )
    old = ContactMessage.objects.filter(written_at__lt=now - KEPT)
    outbox.withdraw(kind=KIND, references=[str(uid) for uid in old.values_list("uid", flat=True)])
    gone, _rows = (ContactMessage.objects.filter(Exists(sent)) | old).delete()
    return gone
