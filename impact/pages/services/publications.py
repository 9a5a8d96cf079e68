"""Make a quarter's publication, look it through, approve or refuse it."""

from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from impact.pages.consent import list_agreed
from impact.pages.counting.checksums import read_books_digest, write_digest
from impact.pages.counting.content import build_content
from impact.pages.models import Publication, PublicationBasis, PublicationCard
from impact.pages.quarters import add_quarters, find_due_quarter, find_end
from impact.pages.queries import find_publication, list_remembered
from impact.proofs.queries import find_latest_checkpoint

State = Publication.State
OPEN = (State.DRAFT, State.REVIEWED)


class PublicationRefused(Exception):  # noqa: N818 - says what happened
    """It cannot be done with the publication, and nothing was. Words for staff."""


def make_due_publication(*, now: datetime) -> Publication | None:
    """Make the draft of the quarter that is due, unless the quarter has one or had one.

    None when there is nothing to make. Running it again makes nothing.
    """
    quarter_on = find_due_quarter(now)
    if Publication.objects.filter(quarter_on=quarter_on).exists():
        return None
    with suppress(PublicationRefused):
        return make_publication(quarter_on=quarter_on, now=now)
    return None


@transaction.atomic
def make_publication(*, quarter_on: date, now: datetime) -> Publication:
    """Make the next version of a quarter's publication, as a draft.

    Its figures follow those approved for the last three quarters, so that nobody can reckon out
    fewer than eleven women from them all (ADR 0018). Who agrees to a page of her own afterwards has
    one from the next publication on. Raise `PublicationRefused` for a quarter that is not due
    (one full quarter lies between), lies before the latest one, or has a draft already.
    """
    Publication.objects.select_for_update().order_by("pk").first()
    _check_quarter(quarter_on, now=now)
    remembered = list_remembered()
    if remembered and remembered[0].quarter_on > quarter_on:
        raise PublicationRefused(_("A later quarter is published already."))
    agreed = list_agreed(now=now)
    built = build_content(quarter_on=quarter_on, remembered=remembered, agreed=agreed)
    head = find_latest_checkpoint()
    made = Publication.objects.create(
        quarter_on=quarter_on,
        version=Publication.objects.filter(quarter_on=quarter_on).count() + 1,
        as_of=find_end(quarter_on),
        made_at=now,
        people_count=built.people_count,
        content=built.content,
        digest=write_digest(built.content),
        books_digest=read_books_digest(quarter_on),
        log_size=head.size if head else None,
        log_root=head.root_hex if head else "",
    )
    PublicationBasis.objects.create(publication=made, places=built.basis.write_places())
    PublicationCard.objects.bulk_create(
        PublicationCard(publication=made, account_code=code, facts=facts)
        for code, facts in built.cards.items()
    )
    return made


@transaction.atomic
def review_publication(*, publication_id: int, note: str, actor: str, now: datetime) -> None:
    """Say that the figures were looked through. Raise `PublicationRefused` unless it waits."""
    row = _lock(publication_id, state=State.DRAFT)
    row.state = State.REVIEWED
    row.reviewed_by, row.reviewed_at, row.review_note = actor, now, note
    row.save(update_fields=["state", "reviewed_by", "reviewed_at", "review_note"])


@transaction.atomic
def approve_publication(*, publication_id: int, actor: str, now: datetime) -> None:
    """Publish it. Raise `PublicationRefused` for whoever looked it through, and unless it waits.

    It is also refused when another publication was approved since it was made: its figures were
    held against the one before.
    """
    row = _lock(publication_id, state=State.REVIEWED)
    if row.reviewed_by == actor:
        raise PublicationRefused(_("Another person approves than the one who looked it through."))
    latest = find_publication()
    if latest is not None and latest.decided_at is not None and latest.decided_at > row.made_at:
        raise PublicationRefused(
            _("Another publication was approved since this one was made. Refuse it, make it anew.")
        )
    row.state, row.decided_by, row.decided_at = State.APPROVED, actor, now
    row.save(update_fields=["state", "decided_by", "decided_at"])


@transaction.atomic
def refuse_publication(*, publication_id: int, reason: str, actor: str, now: datetime) -> None:
    """Let nobody see it; it is kept. Raise `PublicationRefused` once it was decided."""
    row = _lock(publication_id, state=None)
    row.state, row.decided_by, row.decided_at = State.REFUSED, actor, now
    row.decision_note = reason
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])


def _check_quarter(quarter_on: date, *, now: datetime) -> None:
    if quarter_on > find_due_quarter(now) or quarter_on != add_quarters(quarter_on, 0):
        raise PublicationRefused(_("One full quarter lies between a quarter and its publication."))
    if Publication.objects.filter(quarter_on=quarter_on, state__in=OPEN).exists():
        raise PublicationRefused(_("A publication of this quarter waits for a decision already."))


def _lock(publication_id: int, *, state: str | None) -> Publication:
    """Return the publication, this transaction's alone, in the state or at least undecided."""
    row = Publication.objects.select_for_update(of=("self",)).get(pk=publication_id)
    if row.state not in (OPEN if state is None else (state,)):
        raise PublicationRefused(_("This was decided in the meantime; nothing was changed."))
    return row
