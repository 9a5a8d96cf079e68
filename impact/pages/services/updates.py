"""Write an update, publish what another person wrote, take it down."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from impact.pages.models import Subscriber, Update
from impact.pages.queries import is_shown_now
from nomi.platform.outbox import services as outbox
from nomi.platform.safe_html import clean_html

State = Update.State
NEWS_MAIL = "impact_update"


class UpdateRefused(Exception):  # noqa: N818 - says what happened
    """It cannot be done with the update, and nothing was. Words for staff."""


@transaction.atomic
def write_update(*, slug: str, words: dict[str, Any], actor: str, now: datetime) -> Update:
    """Keep a new draft; its HTML is cleaned. Raise `UpdateRefused` when the address is taken.

    `words`: kind, title, summary, body, account_code (empty unless it speaks of one woman).
    """
    if Update.objects.filter(slug=slug).exists():
        raise UpdateRefused(_("There is an update at this address already. Choose another."))
    clean = {**words, "body": clean_html(words["body"])}
    return Update.objects.create(slug=slug, **clean, written_by=actor, written_at=now)


@transaction.atomic
def rewrite_update(*, update_id: int, words: dict[str, Any], actor: str, now: datetime) -> None:
    """Replace the words of a draft; whoever wrote last may not publish it."""
    row = _lock(update_id, state=State.DRAFT)
    clean = {**words, "body": clean_html(words["body"]), "written_by": actor, "written_at": now}
    for name, value in clean.items():
        setattr(row, name, value)
    row.save(update_fields=list(clean))


@transaction.atomic
def publish_update(*, update_id: int, actor: str, now: datetime) -> None:
    """Show it to everybody. Raise `UpdateRefused` for whoever wrote it.

    What speaks of one woman is published only while she has agreed to it.
    """
    row = _lock(update_id, state=State.DRAFT)
    if row.written_by == actor:
        raise UpdateRefused(_("Another person publishes than the one who wrote it last."))
    row.state, row.published_by, row.published_at = State.PUBLISHED, actor, now
    if not is_shown_now(row, now=now):
        raise UpdateRefused(_("She has not agreed to this, or it is not safe: leave her out."))
    row.save(update_fields=["state", "published_by", "published_at"])


@transaction.atomic
def take_down(*, update_id: int, reason: str, actor: str, now: datetime) -> None:
    """Show it to nobody any more; mails about it that have not left are not sent."""
    row = _lock(update_id, state=State.PUBLISHED)
    row.state, row.taken_down_by, row.taken_down_at = State.TAKEN_DOWN, actor, now
    row.taken_down_reason = reason
    row.save(update_fields=["state", "taken_down_by", "taken_down_at", "taken_down_reason"])
    readers = Subscriber.objects.values_list("uid", flat=True)
    outbox.withdraw(
        kind=NEWS_MAIL, references=[name_mail(update_id=row.pk, reader=str(uid)) for uid in readers]
    )


@transaction.atomic
def mail_updates(*, now: datetime) -> int:
    """Owe every confirmed reader the mail about each new update; return how many mails.

    Running it again owes none twice.
    """
    new = Update.objects.select_for_update(of=("self",)).filter(
        state=State.PUBLISHED, mailed_at__isnull=True
    )
    readers = list(Subscriber.objects.filter(confirmed_at__isnull=False).order_by("pk"))
    owed = 0
    for row in new.order_by("pk"):
        for reader in readers:
            reference = name_mail(update_id=row.pk, reader=str(reader.uid))
            outbox.enqueue(kind=NEWS_MAIL, reference=reference, now=now)
            owed += 1
        row.mailed_at = now
        row.save(update_fields=["mailed_at"])
    return owed


def name_mail(*, update_id: int, reader: str) -> str:
    """Return what the outbox knows one reader's mail about an update by."""
    return f"{update_id}:{reader}"


def _lock(update_id: int, *, state: str) -> Update:
    """Return the update, this transaction's alone, in the state."""
    row = Update.objects.select_for_update(of=("self",)).get(pk=update_id)
    if row.state != state:
        raise UpdateRefused(_("This was changed in the meantime; nothing was done."))
    return row
