"""What staff keep about a participant: case worker, shelter, notes."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from impact.participants.models import CaseNote, Participant
from impact.participants.refusals import ProgrammeRefusedError, named_refusals
from impact.participants.services.steps import tell
from nomi.platform.people import get_actor_name

SHELTER = (
    "shelter_asked_on",
    "sheltered_from",
    "sheltered_until",
    "shelter_answered_by",
    "shelter_checked_by",
)


def lock_participant(participant_id: int) -> Participant:
    """Return the participant, locked until the end of the transaction."""
    rows = Participant.objects.select_related("account").select_for_update(of=("self",))
    return rows.get(pk=participant_id)


@transaction.atomic
def assign_case_worker(
    *, participant_id: int, case_worker: str, actor: str, now: datetime
) -> Participant:
    """Give the participant another case worker."""
    participant = lock_participant(participant_id)
    with named_refusals():
        participant.case_worker = case_worker
        participant.save(update_fields=["case_worker"])
    words = get_actor_name(case_worker) if case_worker else ""
    tell(participant, what="case worker", words=words, actor=actor, now=now)
    return participant


@transaction.atomic
def record_shelter(
    *,
    participant_id: int,
    sheltered_from: date | None,
    sheltered_until: date | None,
    actor: str,
    now: datetime,
) -> Participant:
    """Record that she was asked today, and the time in a shelter or in rehabilitation, if any.

    Until she was asked, and for twelve months after such a time, nothing of hers is published. An
    answer other than the last allows nothing before another person has checked it; one that
    protects her does so at once. Raises `ProgrammeRefusedError` with nothing changed.
    """
    participant = lock_participant(participant_id)
    before = (participant.sheltered_from, participant.sheltered_until)
    is_new = participant.shelter_asked_on is None or before != (sheltered_from, sheltered_until)
    with named_refusals():
        participant.shelter_asked_on = now.date()
        participant.sheltered_from = sheltered_from
        participant.sheltered_until = sheltered_until
        if is_new or not participant.shelter_checked_by:
            participant.shelter_answered_by, participant.shelter_checked_by = actor, ""
        participant.save(update_fields=SHELTER)
    tell(participant, what="asked about a shelter", actor=actor, now=now)
    return participant


@transaction.atomic
def check_shelter(*, participant_id: int, actor: str, now: datetime) -> Participant:
    """Record that a second person knows her answer about a shelter to be so.

    Raises `ProgrammeRefusedError` for whoever recorded it, and where no answer waits.
    """
    participant = lock_participant(participant_id)
    if participant.shelter_asked_on is None or participant.shelter_checked_by:
        raise ProgrammeRefusedError(_("No answer of hers waits to be checked."))
    with named_refusals():
        participant.shelter_checked_by = actor
        participant.save(update_fields=["shelter_checked_by"])
    tell(participant, what="answer about a shelter checked", actor=actor, now=now)
    return participant


@transaction.atomic
def describe_participant(
    *,
    participant_id: int,
    is_survivor: bool | None,
    is_at_risk: bool | None,
    actor: str,
    now: datetime,
) -> Participant:
    """Set what staff alone may know of her (DOMAIN.md, rule 20); the time line says no more."""
    participant = lock_participant(participant_id)
    participant.is_survivor, participant.is_at_risk = is_survivor, is_at_risk
    participant.save(update_fields=["is_survivor", "is_at_risk"])
    tell(participant, what="attributes", actor=actor, now=now)
    return participant


@transaction.atomic
def add_note(*, participant_id: int, words: str, actor: str, now: datetime) -> CaseNote:
    """Keep a note about the next step. It is final."""
    with named_refusals():
        return CaseNote.objects.create(
            participant_id=participant_id, words=words, written_by=actor, at=now
        )
