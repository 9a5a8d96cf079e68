"""The case load's screens: each button one service call, and every refusal keeps what was typed."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.participants.models import (
    CaseNote,
    Dispute,
    GoalKind,
    Interview,
    MilestoneDone,
    Participant,
    Plan,
    TrainingAccount,
)
from impact.participants.queries.plans import find_plan_in_force
from nomi.platform.people import name_actor
from nomi.staff import roles
from tests.impact.participants.builders import (
    CODE,
    WORKER,
    agree,
    hold,
    make_participant,
    make_plan,
    sign_in,
)

pytestmark = pytest.mark.django_db


def press(client: Client, row: Any, ask: str, **values: Any) -> Any:
    name = f"admin:participants_{row._meta.model_name}_ask"
    return client.post(reverse(name, args=(row.pk, ask)), values)


ENTRY = {
    "names": "Maple Fern, Mapple",
    "opened_on": "2026-01-05",
    "adult_known_by": "identity_paper",
    "adult_checked_on": "2026-01-05",
    "programme": "Sewing",
    "cohort": "2026-1",
    "country": "kh",
    "schooling": "primary",
    "came_by": "enterprise",
}
FIGURES = {
    "wave": "0",
    "outcome": "done",
    "held_on": "2025-03-02",
    "consumption": "984000.00",
    "currency": "khr",
    "days": "30",
    "adults": "2",
    "children": "2",
    "earners": "1",
    "rate": "4100",
    "rate_source": "National Bank",
    "rate_on": "2025-03-02",
    "work": "enterprise",
    "work_days": "24",
    "goals": ["seamstress"],
    "barriers": ["time"],
}


def test_entering_a_participant_keeps_none_of_her_names() -> None:
    client = sign_in()

    client.post(reverse("admin:participants_participant_add"), ENTRY)

    participant = Participant.objects.select_related("account").get()
    assert participant.account.pseudonym not in {"Maple", "Fern"}
    assert (participant.country, participant.adult_known_by) == ("KH", "identity_paper")
    assert participant.case_worker == name_actor(get_user_model().objects.get(username="cora"))
    page = client.get(reverse("admin:participants_participant_change", args=(participant.pk,)))
    assert "Mapple" not in page.content.decode()


def test_entry_without_a_proof_of_age_opens_nothing_and_keeps_what_was_typed() -> None:
    page = sign_in().post(
        reverse("admin:participants_participant_add"), {**ENTRY, "adult_known_by": ""}
    )

    assert TrainingAccount.objects.count() == 0
    assert 'value="2026-1"' in page.content.decode()


def test_interview_is_recorded_from_the_form() -> None:
    participant = make_participant()

    press(sign_in(), participant, "interview", **FIGURES)

    interview = Interview.objects.get()
    assert (interview.daily_minor, interview.currency, interview.members) == (200, "KHR", 4)
    assert (interview.goals, interview.barriers) == (["seamstress"], ["time"])


def test_held_interview_without_its_figures_is_asked_for_each() -> None:
    participant = make_participant()

    page = press(
        sign_in(), participant, "interview", wave="0", outcome="done", held_on="2025-03-02"
    )

    assert Interview.objects.count() == 0
    assert page.content.decode().count("An interview that was held needs this.") == 11


def test_missed_interview_needs_no_figures_and_is_corrected_later() -> None:
    participant = make_participant()
    client = sign_in()
    press(client, participant, "interview", wave="6", outcome="missed", held_on="2025-09-02")
    missed = Interview.objects.get()

    press(
        client,
        missed,
        "correct",
        **{**FIGURES, "held_on": "2025-09-20"},
        reason="She came a little later.",
    )

    held = Interview.objects.get(version=2)
    assert (held.wave, held.outcome, held.supersedes) == (6, "done", missed)


def test_plan_is_written_agreed_to_and_followed() -> None:
    participant = make_participant()
    client = sign_in()
    press(
        client,
        participant,
        "plan",
        goals=["seamstress", "own-business"],
        milestones="2026-02-01 First zipper\n\n2026-09-01 First shirt",
        lines="120.00 First term\n8 Scissors",
        reason="Her first plan.",
    )
    plan = Plan.objects.get()

    press(client, plan, "agree", method="signature", language="Khmer", agreed_on="2026-01-05")
    milestone = plan.milestones.first()
    press(
        client,
        participant,
        "milestone",
        milestone=milestone.pk,
        done_on="2026-02-01",
        evidence="Seen at work.",
    )

    assert find_plan_in_force(CODE) == plan
    assert list(plan.lines.values_list("words", "budget_minor")) == [
        ("First term", 12_000),
        ("Scissors", 800),
    ]
    assert MilestoneDone.objects.get().key == milestone.key


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("milestones", "2026-02-30 A day that is none"),
        ("milestones", "soon"),
        ("lines", "many dollars"),
        ("lines", "12.345 Too fine"),
    ],
)
def test_line_that_cannot_be_read_is_named_and_nothing_is_written(field: str, text: str) -> None:
    participant = make_participant()
    values = {"goals": ["seamstress"], "reason": "Her plan.", field: f"\n{text}"}

    page = press(sign_in(), participant, "plan", **values)

    assert Plan.objects.count() == 0
    assert f"Line 2 cannot be read: {text}" in page.content.decode()


def test_dispute_is_answered_by_another_on_the_screen() -> None:
    participant = make_participant()
    taker, other = sign_in(), sign_in(name="omar")
    press(taker, participant, "dispute", line_number="3", her_words="Why so little?")
    dispute = Dispute.objects.get()

    own = press(taker, dispute, "answer", answer="It is right.")
    press(other, dispute, "answer", answer="It is a fifth of the sale.")

    dispute.refresh_from_db()
    assert "no longer possible" in own.content.decode()
    assert dispute.answer == "It is a fifth of the sale."


def test_status_note_shelter_and_attributes_are_one_call_each() -> None:
    participant = make_participant()
    client = sign_in()

    press(client, participant, "note", words="Ask the school.")
    press(client, participant, "shelter")
    press(client, participant, "attributes", is_survivor="no", is_at_risk="yes")
    press(client, participant, "status", status="paused", on="2026-01-05", reason="Her wish.")

    participant.refresh_from_db()
    assert CaseNote.objects.get().words == "Ask the school."
    assert participant.shelter_asked_on == timezone.now().date()
    assert (participant.is_survivor, participant.is_at_risk) == (False, True)
    assert TrainingAccount.objects.get().status == "paused"


def test_pseudonym_is_retired_on_the_screen() -> None:
    participant = make_participant()

    press(sign_in(), participant, "pseudonym", names="Ada")

    account = TrainingAccount.objects.get()
    assert account.pseudonym != f"Leaf {CODE}"
    assert account.retired_pseudonyms.get().name == f"Leaf {CODE}"


def test_auditor_reads_no_notes_and_no_attributes() -> None:
    participant = make_participant(is_survivor=True)
    press(sign_in(), participant, "note", words="Ask the school.")

    address = reverse("admin:participants_participant_change", args=(participant.pk,))
    seen = sign_in(roles.AUDITOR, "audra").get(address).content.decode()

    assert CODE in seen
    assert "Ask the school." not in seen
    assert "For staff alone" not in seen


def test_case_load_shows_mine_and_what_is_late() -> None:
    client = sign_in()
    mine = name_actor(get_user_model().objects.get(username="cora"))
    make_participant(case_worker=mine)
    make_participant("BBBBBBBB", opened_on=timezone.now().date(), case_worker=mine)
    make_participant("CCCCCCCC", case_worker=WORKER)
    address = reverse("admin:participants_participant_changelist")

    def list_codes(load: str) -> list[str]:
        page = client.get(address, {"load": load})
        return [one.account.code for one in page.context["cl"].result_list]

    assert list_codes("mine") == ["AAAAAAAA", "BBBBBBBB"]
    assert list_codes("late") == ["AAAAAAAA", "CCCCCCCC"]
    assert list_codes("mine-late") == ["AAAAAAAA"]


@pytest.mark.parametrize("count", [1, 3])
def test_case_load_asks_the_same_number_of_times(
    count: int, django_assert_num_queries: Any
) -> None:
    for code in ("AAAAAAAA", "BBBBBBBB", "CCCCCCCC")[:count]:
        participant = make_participant(code)
        hold(participant)
        agree(make_plan(participant))
    client = sign_in()
    address = reverse("admin:participants_participant_changelist")
    client.get(address)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(address)


LIST_QUERIES = 8


def test_goal_is_added_and_retired_on_the_screen() -> None:
    client = sign_in()
    client.post(
        reverse("admin:participants_goalkind_add"),
        {"code": "midwife", "name": "Midwife", "category": "profession"},
    )
    kind = GoalKind.objects.get(code="midwife")

    client.post(reverse("admin:participants_goalkind_press", args=(kind.pk, "retire")))

    kind.refresh_from_db()
    assert kind.retired_on == timezone.now().date()


def test_day_of_today_opens_the_forms() -> None:
    participant = make_participant(opened_on=date(2026, 1, 5))
    address = reverse("admin:participants_participant_ask", args=(participant.pk, "status"))

    page = sign_in().get(address)

    assert f'value="{timezone.now().date()}"' in page.content.decode()
