"""What staff keep of a woman outside the vault, with markers in it."""

from django.utils import timezone

from impact.participants.models import Participant, TrainingAccount
from impact.participants.services import change_status
from impact.participants.services.disputes import take_dispute
from impact.participants.services.people import add_note
from tests.impact.participants.builders import WORKER
from tests.safety.markers import STAFF_PREFIX


def write_beside(code: str, number: int) -> None:
    """Write a note, a disputed line and the reason of a change."""
    now, word = timezone.now(), f"{STAFF_PREFIX}{number:02}"
    participant = Participant.objects.get(account__code=code)
    add_note(participant_id=participant.pk, words=f"{word}note", actor=WORKER, now=now)
    take_dispute(
        participant_id=participant.pk,
        line_number=1,
        her_words=f"{word}dispute",
        actor=WORKER,
        now=now,
    )
    if participant.account.status == TrainingAccount.Status.ACTIVE:
        change_status(
            account_code=code,
            status=TrainingAccount.Status.PAUSED,
            on=now.date(),
            reason=f"{word}reason",
            actor=WORKER,
            now=now,
        )
