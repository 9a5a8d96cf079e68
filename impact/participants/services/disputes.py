"""A line of her statement that looks wrong to her: taken in her words, answered by another."""

from datetime import datetime

from django.db import transaction

from impact.participants.models import Dispute
from impact.participants.refusals import named_refusals
from impact.participants.services.people import lock_participant
from impact.participants.services.steps import tell


@transaction.atomic
def take_dispute(
    *, participant_id: int, line_number: int, her_words: str, actor: str, now: datetime
) -> Dispute:
    """Take down which line looks wrong to her, in her words. Nothing changes for her by it."""
    participant = lock_participant(participant_id)
    with named_refusals():
        dispute = Dispute.objects.create(
            participant=participant,
            line_number=line_number,
            her_words=her_words,
            taken_by=actor,
            taken_at=now,
        )
    words = f"line {line_number}"
    tell(participant, what="line disputed", words=words, actor=actor, now=now)
    return dispute


@transaction.atomic
def answer_dispute(*, dispute_id: int, answer: str, actor: str, now: datetime) -> Dispute:
    """Answer a dispute, once, by somebody who did not take it.

    A mistake in the books is put right there, by two people; this is what she is told. Raises
    `ProgrammeRefusedError` with nothing changed.
    """
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    with named_refusals():
        dispute.answer, dispute.answered_by, dispute.answered_at = answer, actor, now
        dispute.save(update_fields=["answer", "answered_by", "answered_at"])
    words = f"line {dispute.line_number}"
    tell(dispute.participant, what="dispute answered", words=words, actor=actor, now=now)
    return dispute
