"""Participants, interviews and plans made through the services, valid by default."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import Client

from impact.participants.measuring import Consumption
from impact.participants.models import Interview, Participant, Plan, PlanAgreement
from impact.participants.services import open_training_account
from impact.participants.services.accounts import Entry
from impact.participants.services.interviews import Answers, Held, Household, record_interview
from impact.participants.services.people import check_shelter, record_shelter
from impact.participants.services.plans import Draft, Yes, agree_plan, write_plan
from nomi.staff import roles

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OPENED = date(2025, 3, 2)
WORKER, OTHER = "staff:1", "staff:2"
CODE = "AAAAAAAA"


def make_participant(code: str = CODE, *, opened_on: date = OPENED, **facts: Any) -> Participant:
    """An active participant with an account."""
    entry = Entry(**{"programme": "Sewing", "cohort": "2025-1", "case_worker": WORKER, **facts})
    account = open_training_account(
        code=code, pseudonym=f"Leaf {code}", opened_on=opened_on, entry=entry, actor=WORKER
    )
    return account.participant


def ask_about_shelter(
    participant: Participant, *, since: date | None = None, until: date | None = None
) -> Participant:
    """Her answer as two people know it; both days empty: she was in none."""
    record_shelter(
        participant_id=participant.pk,
        sheltered_from=since,
        sheltered_until=until,
        actor=WORKER,
        now=NOON,
    )
    return check_shelter(participant_id=participant.pk, actor=OTHER, now=NOON)


def make_answers(**changes: Any) -> Answers:
    """A household of four that consumed 984,000 riel in 30 days: $2.00 a day and a head."""
    figures = {
        "consumption_minor": 98_400_000,
        "currency": "KHR",
        "days": 30,
        "members": 4,
        "rate": Decimal(4_100),
    }
    figures |= {name: changes.pop(name) for name in list(changes) if name in figures}
    given = {
        "consumption": Consumption(**figures),
        "rate_source": "National Bank of Cambodia",
        "rate_on": OPENED,
        "household": Household(adults=2, children=figures["members"] - 2, earners=1),
        "work": Interview.Work.ENTERPRISE,
        "work_days": 24,
        "goals": ["seamstress"],
        "barriers": [Interview.Barrier.TIME],
    }
    return Answers(**{**given, **changes})


def hold(participant: Participant, *, wave: int = 0, **changes: Any) -> Interview:
    """An interview that was held."""
    held_on = changes.pop("held_on", OPENED)
    held = Held(wave=wave, outcome="done", held_on=held_on, answers=make_answers(**changes))
    return record_interview(participant_id=participant.pk, held=held, actor=WORKER, now=NOON)


def make_plan(participant: Participant, **changes: Any) -> Plan:
    """A plan with one goal, one milestone and one line of $400.00."""
    given = {
        "goals": ["seamstress"],
        "milestones": [(date(2026, 2, 1), "First zipper")],
        "lines": [(40_000, "First term")],
    }
    return write_plan(
        participant_id=participant.pk,
        draft=Draft(**{**given, **changes}),
        reason="The next step.",
        actor=WORKER,
        now=NOON,
    )


def agree(plan: Plan, **changes: Any) -> PlanAgreement:
    """Her signature under the plan."""
    given = {"method": "signature", "language": "Khmer", "agreed_on": NOON.date()}
    return agree_plan(plan_id=plan.pk, yes=Yes(**{**given, **changes}), actor=WORKER, now=NOON)


def sign_in(role: str = roles.PROGRAMME, name: str = "cora") -> Client:
    """A client of somebody with the role."""
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def run(sql: str, *values: object) -> int:
    """Run plain SQL, past every service; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.rowcount


def find_refusal(sql: str, *values: object) -> str:
    """Run plain SQL with every deferred rule asked at once; return the rule that refused."""
    try:
        with transaction.atomic():
            run(sql, *values)
            run("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as refusal:
        return str(refusal.__cause__.diag.constraint_name)
    return "done"
