"""Opening training accounts, moving their status, and giving another pseudonym."""

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from impact.books import services as books
from impact.participants.models import (
    Participant,
    RetiredPseudonym,
    StatusChange,
    TrainingAccount,
)
from impact.participants.pseudonyms import draw_pseudonym
from impact.participants.queries.accounts import find_returns_to_check
from impact.participants.refusals import ProgrammeRefusedError, named_refusals
from impact.participants.services.steps import tell
from nomi.platform.people import SYSTEM

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for one another."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is known of a participant when she enters, beside her name, which lies elsewhere.

    That she is 18 or over was seen in `adult_known_by`, on `adult_checked_on` or on the day the
    account is opened.
    """

    adult_known_by: str = Participant.AdultBy.OWN_WORD
    adult_checked_on: date | None = None
    programme: str = ""
    cohort: str = ""
    country: str = "KH"
    enterprise: str = ""
    is_survivor: bool | None = None
    is_at_risk: bool | None = None
    schooling: str = Participant.Schooling.UNKNOWN
    came_by: str = Participant.CameBy.UNKNOWN
    case_worker: str = ""


ENTERED = Entry()
"""What an account opened by the machinery says: an adult by her own word, and nothing more."""


def draw_code() -> str:
    """Return a random account code; it says nothing about order, date or person."""
    return "".join(secrets.choice(SIGNS) for _place in range(8))


@transaction.atomic
def open_training_account(
    *,
    code: str,
    pseudonym: str,
    opened_on: date,
    status: str = TrainingAccount.Status.ACTIVE,
    entry: Entry = ENTERED,
    actor: str = SYSTEM,
) -> TrainingAccount:
    """Open a training account and its account in the books, which can never fall below zero.

    Calling it again with the same code returns the first. Raises `ProgrammeRefusedError` where
    the database refuses, so when nothing says that she is 18 or over, with nothing opened.
    """
    if known := TrainingAccount.objects.filter(code=code).first():
        return known
    now = timezone.now()
    facts = {**asdict(entry), "adult_checked_on": entry.adult_checked_on or opened_on}
    with named_refusals():
        account = TrainingAccount.objects.create(
            code=code, pseudonym=pseudonym, opened_on=opened_on, status=status
        )
        participant = Participant.objects.create(account=account, **facts)
        StatusChange.objects.create(
            account=account,
            to_status=status,
            on=opened_on,
            reason="Opened.",
            changed_by=actor,
            at=now,
        )
    tell(participant, what="entered", words=entry.programme, actor=actor, now=now)
    books.open_account(code=account.books_code, kind="liability", floor_minor=0)
    return account


@transaction.atomic
def enrol(
    *, entry: Entry, names: Collection[str], opened_on: date, actor: str, now: datetime
) -> TrainingAccount:
    """Open an account with a random code and a pseudonym far from `names`, which are not kept.

    Raises `ProgrammeRefusedError` or `NoPseudonymLeftError`, with nothing opened.
    """
    if opened_on > now.date():
        raise ProgrammeRefusedError(_("The day is still to come."))
    return open_training_account(
        code=draw_code(),
        pseudonym=draw_pseudonym(names=names, used=list_used_pseudonyms()),
        opened_on=opened_on,
        entry=entry,
        actor=actor,
    )


def list_used_pseudonyms() -> list[str]:
    """Return every pseudonym that stands or ever stood for somebody."""
    standing = TrainingAccount.objects.values_list("pseudonym", flat=True)
    return [*standing, *RetiredPseudonym.objects.values_list("name", flat=True)]


@transaction.atomic
def change_status(
    *, account_code: str, status: str, on: date, reason: str, actor: str, now: datetime
) -> StatusChange:
    """Move the account to a status from a day on, with a row of its history.

    Only active accounts are credited, from the next allocation on; what stands in the account
    stays. A status that hides her does so at once; back from it, nothing of her is shown before
    another person has checked it; and another than who wrote that she left closes an account, for
    good (ADR 22). Raises `ProgrammeRefusedError` with nothing changed.
    """
    if on > now.date():
        raise ProgrammeRefusedError(_("The day is still to come."))
    account = TrainingAccount.objects.select_for_update(of=("self",)).get(code=account_code)
    with named_refusals():
        change = StatusChange.objects.create(
            account=account,
            from_status=account.status,
            to_status=status,
            on=on,
            reason=reason,
            changed_by=actor,
            at=now,
        )
    words = f"{account.get_status_display()} → {change.get_to_status_display()}"
    tell(account.participant, what="status", words=words, actor=actor, now=now)
    return change


@transaction.atomic
def check_return(*, account_code: str, actor: str, now: datetime) -> StatusChange:
    """Record that a second person knows her to be back: from now on she may be shown again.

    Raises `ProgrammeRefusedError` for whoever wrote it, and where no return waits.
    """
    account = TrainingAccount.objects.select_for_update(of=("self",)).get(code=account_code)
    change = find_returns_to_check(actor="").filter(account=account).first()
    if change is None:
        raise ProgrammeRefusedError(_("No return of hers waits to be checked."))
    with named_refusals():
        change.checked_by = actor
        change.save(update_fields=["checked_by"])
    tell(account.participant, what="return checked", actor=actor, now=now)
    return change


@transaction.atomic
def replace_pseudonym(
    *, account_code: str, names: Collection[str], actor: str, now: datetime
) -> TrainingAccount:
    """Give the account another pseudonym, far from `names`; the old one is retired for ever.

    For the day that she withdraws what let us show it. Raises `NoPseudonymLeftError`.
    """
    account = TrainingAccount.objects.select_for_update(of=("self",)).get(code=account_code)
    with named_refusals():
        account.pseudonym = draw_pseudonym(names=names, used=list_used_pseudonyms())
        account.save(update_fields=["pseudonym"])
    tell(account.participant, what="pseudonym retired", actor=actor, now=now)
    return account
