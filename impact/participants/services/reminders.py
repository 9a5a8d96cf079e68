"""Reminding case workers of interviews that are due: a mail a week, with codes alone."""

from datetime import datetime

from impact.participants.queries.interviews import list_due
from nomi.platform.outbox import services as outbox

REMINDER_MAIL = "interviews_due"


def remind_case_workers(*, now: datetime) -> list[str]:
    """Owe each case worker with interviews to hold one mail a week; return who gets it.

    Running it again in the same week owes nothing more. Participants without a case worker are on
    the Today page only.
    """
    workers = sorted({due.participant.case_worker for due in list_due(on=now.date())} - {""})
    year, week, _day = now.date().isocalendar()
    for worker in workers:
        outbox.enqueue(kind=REMINDER_MAIL, reference=f"{worker}|{year}-{week:02}", now=now)
    return workers
