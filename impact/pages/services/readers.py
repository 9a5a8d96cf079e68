"""Who gets mails about updates: asked for, confirmed from the mailbox, ended at any time."""

from datetime import datetime, timedelta

from django.db import transaction

from impact.pages.models import Subscriber, Update
from impact.pages.services.updates import NEWS_MAIL, name_mail
from nomi.platform.outbox import services as outbox
from nomi.platform.tokens import services as tokens

ASK_MAIL = "impact_updates_ask"
ASK, LEAVE = "updates-yes", "updates-no"
"""Purposes of the links in the mails."""
PATIENCE = timedelta(days=7)
"""An address that nobody confirmed for so long is forgotten."""
LIFE = timedelta(days=3_650)
AGAIN = timedelta(minutes=10)


@transaction.atomic
def ask_for_mails(*, email: str, language: str, now: datetime) -> None:
    """Owe the address one mail that asks whether it is meant. The answer is the same for all.

    An address that reads already, or was asked a moment ago, gets no mail.
    """
    reader, is_new = Subscriber.objects.get_or_create(
        email=email.strip().lower(), defaults={"language": language, "asked_at": now}
    )
    if reader.confirmed_at is not None:
        return
    if is_new:
        outbox.enqueue(kind=ASK_MAIL, reference=str(reader.uid), now=now)
    elif now - reader.asked_at >= AGAIN:
        Subscriber.objects.filter(pk=reader.pk).update(language=language, asked_at=now)
        outbox.send_again(kind=ASK_MAIL, reference=str(reader.uid), now=now)


@transaction.atomic
def confirm(*, uid: str, now: datetime) -> bool:
    """Count the reader in from now on; False for one who was forgotten. Again changes nothing."""
    found = Subscriber.objects.filter(uid=uid)
    found.filter(confirmed_at__isnull=True).update(confirmed_at=now)
    return found.exists()


@transaction.atomic
def forget(*, uid: str) -> None:
    """Forget the address and the mails still owed to it; again, or unknown, changes nothing."""
    Subscriber.objects.filter(uid=uid).delete()
    news = [
        name_mail(update_id=one, reader=uid) for one in Update.objects.values_list("pk", flat=True)
    ]
    outbox.withdraw(kind=ASK_MAIL, references=[uid])
    outbox.withdraw(kind=NEWS_MAIL, references=news)
    for purpose in (ASK, LEAVE):
        tokens.revoke(purpose=purpose, reference=uid)


@transaction.atomic
def forget_unconfirmed(*, now: datetime) -> int:
    """Forget addresses that nobody confirmed for a week; return how many."""
    gone, _rows = Subscriber.objects.filter(
        confirmed_at__isnull=True, asked_at__lt=now - PATIENCE
    ).delete()
    return gone


def issue_link(*, purpose: str, uid: str, now: datetime) -> str:
    """Return the token of a reader's link."""
    life = PATIENCE if purpose == ASK else LIFE
    return tokens.issue(purpose=purpose, reference=uid, expires_at=now + life)
