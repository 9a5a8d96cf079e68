"""Reminders: one mail a week to a case worker, with codes alone."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from impact.participants.mails import render_reminder
from impact.participants.services.disputes import take_dispute
from impact.participants.services.reminders import remind_case_workers
from impact.participants.tasks import remind_case_workers as task
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.people import name_actor
from tests.impact.participants.builders import (
    CODE,
    NOON,
    WORKER,
    agree,
    make_participant,
    make_plan,
    sign_in,
)

pytestmark = pytest.mark.django_db


def make_worker() -> str:
    user = get_user_model().objects.create_user("cora", "cora@nomi.example", is_staff=True)
    return name_actor(user)


def test_case_worker_is_reminded_once_a_week() -> None:
    worker = make_worker()
    make_participant(case_worker=worker)
    make_participant("BBBBBBBB", case_worker=worker)
    make_participant("CCCCCCCC", case_worker="")

    for _time in range(2):
        remind_case_workers(now=NOON)

    assert list(OutboxMessage.objects.values_list("kind", "reference")) == [
        ("interviews_due", f"{worker}|2026-10")
    ]


def test_week_that_spans_two_years_is_one_week() -> None:
    worker = make_worker()
    make_participant(opened_on=date(2026, 12, 1), case_worker=worker)

    for now in (
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2027, 1, 1, 0, 1, tzinfo=UTC),
        datetime(2027, 1, 4, tzinfo=UTC),
    ):
        remind_case_workers(now=now)

    references = OutboxMessage.objects.order_by("pk").values_list("reference", flat=True)
    assert list(references) == [f"{worker}|2026-53", f"{worker}|2027-01"]


def test_reminder_names_codes_and_nobody() -> None:
    worker = make_worker()
    participant = make_participant(case_worker=worker)

    mail = render_reminder(f"{worker}|2026-10")

    assert mail.to == "cora@nomi.example"
    assert CODE in mail.text
    assert CODE in mail.html
    assert participant.account.pseudonym not in mail.text + mail.html + mail.subject


def test_nobody_is_reminded_of_nothing() -> None:
    make_participant(opened_on=timezone.now().date(), case_worker="")

    task()

    assert OutboxMessage.objects.count() == 0


def test_today_shows_the_programme_what_is_overdue() -> None:
    participant = make_participant()
    agree(make_plan(participant))
    take_dispute(
        participant_id=participant.pk, line_number=1, her_words="Why?", actor=WORKER, now=NOON
    )

    panels = sign_in().get("/admin/").context["waiting"]

    counts = {str(panel.title): panel.count for panel in panels}
    assert counts["Interviews overdue"] >= 1
    assert (counts["Milestones overdue"], counts["Disputed lines to answer"]) == (1, 1)
