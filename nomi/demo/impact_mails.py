"""What the sample mails of impact speak of, all but the donors'."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from impact.pages.models import Subscriber, Update
from impact.pages.services.readers import ASK_MAIL
from impact.pages.services.updates import NEWS_MAIL, name_mail, publish_update, write_update
from impact.participants.models import Participant
from impact.reconciliation.models import ReconciliationRun
from impact.shares.models import ReserveAlert

EMAIL = "reader@shopper.example"


def make_alert(_order: Any) -> str:
    """Return the reference of an alert of the reserve."""
    found = ReserveAlert.objects.first() or ReserveAlert.objects.create(
        kind="below_target", balance_minor=900, target_minor=5_000, raised_at=timezone.now()
    )
    return str(found.pk)


def make_reader(_order: Any) -> str:
    """Return the reference of an address that reads our updates by mail."""
    reader, _made = Subscriber.objects.get_or_create(
        email=EMAIL, defaults={"asked_at": timezone.now()}
    )
    Subscriber.objects.filter(pk=reader.pk).update(confirmed_at=timezone.now())
    return str(reader.uid)


def make_news(order: Any) -> str:
    """Return the reference of a reader's mail about an update."""
    now = timezone.now()
    update = Update.objects.filter(state=Update.State.PUBLISHED, account_code="").first()
    if update is None:
        words = {
            "kind": Update.Kind.NEWS,
            "title": "Two new courses",
            "summary": "Zippers and hair styling begin in May.",
            "body": "<p>Both are open to every woman in training.</p>",
            "account_code": "",
        }
        update = write_update(slug="sample", words=words, actor="staff:1", now=now)
        publish_update(update_id=update.pk, actor="staff:2", now=now)
    return name_mail(update_id=update.pk, reader=make_reader(order))


def find_run(_order: Any) -> str:
    """Return the reference of the newest comparison of the books, "" before the first."""
    run = ReconciliationRun.objects.order_by("-pk").first()
    return str(run.pk) if run else ""


def find_case_worker(_order: Any) -> str:
    """Return the reference of a case worker's reminder, "" while nobody has a case load."""
    people = Participant.objects.exclude(case_worker="").order_by("pk")
    participant = people.first()
    return f"{participant.case_worker}|sample" if participant else ""


IMPACT_MAILS: dict[str, Callable[[Any], str]] = {
    "reserve_alert": make_alert,
    "reconciliation_findings": find_run,
    "interviews_due": find_case_worker,
    ASK_MAIL: make_reader,
    NEWS_MAIL: make_news,
}
