"""The time line of a participant's record."""

from datetime import datetime

from impact.participants.models import Participant, Step


def tell(
    participant: Participant, *, what: str, actor: str, now: datetime, words: str = ""
) -> None:
    """Write down what was done with the record; never a name of hers."""
    Step.objects.create(participant=participant, what=what, words=words[:300], actor=actor, at=now)
