"""Invented paths of the demo's participants: interviews with honest gaps, plans, notes, a dispute.

Every figure is invented. A sixth of the follow-ups is missing, and some households fall.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import count

from impact.participants.measuring import Consumption
from impact.participants.models import Interview, Participant
from impact.participants.queries.accounts import add_months
from impact.participants.services import change_status
from impact.participants.services.disputes import take_dispute
from impact.participants.services.interviews import Answers, Held, Household, record_interview
from impact.participants.services.people import (
    add_note,
    assign_case_worker,
    check_shelter,
    record_shelter,
)
from nomi.demo.development_plans import seed_plan
from nomi.demo.logins import CASE_WORKER_EMAIL, COORDINATOR_EMAIL
from nomi.demo.staff import name_staff

SEED = 2009
RATE = 4_100
DAYS = 30
MISSING = 6
"""One follow-up in six is missing: missed, declined or unreachable in turn."""
INTAKE = (85, 200)
"""Cents a day and a head at intake, from and to."""
CHANGES = (-18, -6, 4, 12, 20, 35)
"""Cents from one interview to the next: a third of the households falls or stands still."""
UNHELD = (
    Interview.Outcome.MISSED,
    Interview.Outcome.DECLINED,
    Interview.Outcome.UNREACHABLE,
)
MOVED = ((4, "graduated", "Works as she planned."), (9, "left", "Moved; her own wish."))
"""Which of them are no longer active, in code order."""
OPEN = 2
"""So many keep their latest interview open: the case load shows them as overdue."""


def seed_case_work(now: datetime) -> None:
    """Tell the path of each participant up to today; once only."""
    if Interview.objects.exists():
        return
    actor, colleague = name_staff(COORDINATOR_EMAIL), name_staff(CASE_WORKER_EMAIL)
    hold = partial(
        seed_interviews,
        chance=random.Random(SEED),
        follow_ups=count(1),
        actor=actor,
        on=now.date(),
    )
    people = list(Participant.objects.select_related("account").order_by("account__code"))
    for place, participant in enumerate(people):
        assign_case_worker(
            participant_id=participant.pk,
            case_worker=actor if place % 3 else colleague,
            actor=actor,
            now=now,
        )
        record_shelter(
            participant_id=participant.pk,
            sheltered_from=None,
            sheltered_until=None,
            actor=actor,
            now=now,
        )
        check_shelter(participant_id=participant.pk, actor=colleague, now=now)
        hold(participant, is_open=place < OPEN)
        seed_plan(participant, place=place, actor=actor, now=now)
    for place, status, reason in MOVED:
        code = people[place].account.code
        change_status(
            account_code=code, status=status, on=now.date(), reason=reason, actor=actor, now=now
        )
    add_note(
        participant_id=people[0].pk,
        words="Ask the evening school for a place from next month.",
        actor=actor,
        now=now,
    )
    take_dispute(
        participant_id=people[1].pk,
        line_number=1,
        her_words="I was told of a larger amount. Why is it this much?",
        actor=actor,
        now=now,
    )


def seed_interviews(
    participant: Participant,
    *,
    chance: random.Random,
    follow_ups: Iterator[int],
    actor: str,
    is_open: bool,
    on: date,
) -> None:
    """Hold the interviews that fell due, some of them in vain."""
    opened_on = participant.account.opened_on
    daily, members = chance.randint(*INTAKE), chance.randint(2, 6)
    waves = [wave for wave in Interview.Wave.values if add_months(opened_on, wave) < on]
    for wave in waves[:-1] if is_open else waves:
        held_on = min(add_months(opened_on, wave) + timedelta(days=chance.randint(0, 20)), on)
        if wave and next(follow_ups) % MISSING == 0:
            outcome, answers = UNHELD[(wave + members) % len(UNHELD)], None
        else:
            outcome, answers = Interview.Outcome.DONE, _answer(daily, members, chance, held_on)
        daily = max(60, daily + chance.choice(CHANGES))
        record_interview(
            participant_id=participant.pk,
            held=Held(wave=wave, outcome=outcome, held_on=held_on, answers=answers),
            actor=actor,
            now=datetime.combine(held_on, time(12), tzinfo=UTC),
        )


def _answer(daily: int, members: int, chance: random.Random, on: date) -> Answers:
    """Return the answers of a household with so many cents a day and a head."""
    adults = chance.randint(1, members)
    return Answers(
        consumption=Consumption(
            consumption_minor=daily * RATE * DAYS * members,
            currency="KHR",
            days=DAYS,
            members=members,
            rate=Decimal(RATE),
        ),
        rate_source="Illustrative rate",
        rate_on=on,
        household=Household(
            adults=adults, children=members - adults, earners=chance.randint(1, adults)
        ),
        work=chance.choice((Interview.Work.ENTERPRISE, Interview.Work.BY_THE_DAY)),
        work_days=chance.randint(12, 26),
        goals=[chance.choice(("teacher", "seamstress", "own-business", "hair-stylist"))],
        barriers=[chance.choice(Interview.Barrier.values)],
    )
