"""Publications, by the clock."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.pages import services
from impact.pages.services import publications, readers, updates


@shared_task(acks_late=True)
def publish_fund_batch(**_newer: Any) -> None:
    """Publish this period's figures. Running it twice does nothing the second time."""
    services.publish_fund_batch(now=timezone.now())


@shared_task(acks_late=True)
def draw_up_publication(**_newer: Any) -> None:
    """Draw up the quarter that is due. Running it twice does nothing the second time."""
    publications.make_due_publication(now=timezone.now())


@shared_task(acks_late=True)
def mail_updates(**_newer: Any) -> None:
    """Owe readers the mails about new updates. Running it twice owes none twice."""
    updates.mail_updates(now=timezone.now())
    readers.forget_unconfirmed(now=timezone.now())
