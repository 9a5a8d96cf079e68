"""Reading what is published."""

from datetime import datetime

from django.db.models import QuerySet

from impact.pages.consent import may_tell
from impact.pages.models import FundBatch, Publication, PublicationCard, Update
from impact.pages.suppression import REMEMBERED


def find_latest_batch() -> FundBatch | None:
    """Return the latest batch; None when there is none, or when it is not shown."""
    batch = FundBatch.objects.first()
    return batch if batch is not None and batch.is_shown else None


def find_card() -> bytes | None:
    """Return the picture of the latest batch's totals, as PNG; None while none may be shown."""
    batch = FundBatch.objects.select_related("card").first()
    return bytes(batch.card.png) if batch is not None and batch.card is not None else None


def find_publication() -> Publication | None:
    """Return what is published of the latest quarter: the newest version that was approved."""
    approved = Publication.objects.filter(state=Publication.State.APPROVED)
    return approved.order_by("-quarter_on", "-version").first()


def list_own_pages() -> frozenset[str]:
    """Return the codes of the accounts of which the latest publication has a card."""
    cards = PublicationCard.objects.filter(publication=find_publication())
    return frozenset(cards.values_list("account_code", flat=True))


def list_remembered() -> list[Publication]:
    """Return what was published of the last three quarters, each version, the latest first.

    A new quarter is held against all of them (ADR 0018).
    """
    approved = Publication.objects.filter(state=Publication.State.APPROVED)
    quarters = approved.order_by("-quarter_on").values_list("quarter_on", flat=True).distinct()
    rows = approved.filter(quarter_on__in=list(quarters[:REMEMBERED]))
    return list(rows.select_related("basis").order_by("-quarter_on", "-version"))


def list_publications() -> list[Publication]:
    """Return every publication that was approved, the latest first, without their content."""
    approved = Publication.objects.filter(state=Publication.State.APPROVED)
    return list(approved.defer("content").order_by("-quarter_on", "-version"))


def find_undecided() -> QuerySet[Publication]:
    """Return the publications that wait for the first or the second look."""
    waiting = (Publication.State.DRAFT, Publication.State.REVIEWED)
    return Publication.objects.filter(state__in=waiting).defer("content")


def find_drafts() -> QuerySet[Update]:
    """Return the updates that nobody has published, oldest first."""
    return Update.objects.filter(state=Update.State.DRAFT).order_by("pk")


def is_shown_now(update: Update, *, now: datetime) -> bool:
    """Return whether an update may be shown at this moment.

    One that speaks of a woman asks for her consent each time, and keeps no answer (rule 28). One
    taken down asks as well, so that the time of the answer does not tell why it is gone.
    """
    may = not update.account_code or may_tell(account_code=update.account_code, now=now)
    return may and update.state == Update.State.PUBLISHED


def list_updates(*, now: datetime, limit: int) -> list[Update]:
    """Return the latest updates that may be shown at this moment.

    For pages that are made for each request; kept ones show `list_lasting_updates`.
    """
    published = Update.objects.filter(state=Update.State.PUBLISHED)
    return [row for row in published[: limit * 2] if is_shown_now(row, now=now)][:limit]


def list_lasting_updates(*, limit: int, kind: str = "") -> list[Update]:
    """Return the latest updates that speak of nobody, so that no consent can end."""
    rows = Update.objects.filter(state=Update.State.PUBLISHED, account_code="")
    return list(rows.filter(kind=kind)[:limit] if kind else rows[:limit])


def find_update(slug: str, *, now: datetime) -> Update | None:
    """Return the update at an address; None alike for none, a draft, and one not to be shown."""
    row = Update.objects.filter(slug=slug).first()
    return row if row is not None and is_shown_now(row, now=now) else None
