"""A sheet of interviews: all of its lines are recorded, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from impact.participants.models import Interview, Participant
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services.interviews import Held, record_interview
from nomi.platform.tables import Fault, TableRefused


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """What one line of the sheet says."""

    line: int
    account_code: str
    held: Held


def record_sheet(
    *, rows: Sequence[SheetRow], is_kept: bool, actor: str, now: datetime
) -> list[Interview]:
    """Record every line, or look what it would do: with `is_kept` off nothing stays.

    Raises `TableRefused` with the faults of all lines, and nothing is recorded.
    """
    with transaction.atomic():
        people = {one.account.code: one for one in Participant.objects.select_related("account")}
        made, faults = [], []
        for row in rows:
            try:
                made.append(_record(row, people, actor=actor, now=now))
            except ProgrammeRefusedError as refusal:
                faults.append(Fault(line=row.line, words=str(refusal)))
        if faults:
            raise TableRefused(faults)
        if not is_kept:
            transaction.set_rollback(True)
    return made


def _record(
    row: SheetRow, people: dict[str, Participant], *, actor: str, now: datetime
) -> Interview:
    participant = people.get(row.account_code)
    if participant is None:
        raise ProgrammeRefusedError(_("There is no participant with this code."))
    return record_interview(participant_id=participant.pk, held=row.held, actor=actor, now=now)
