"""What was paid in the two quarters that are published: a term, and a course, for many women.

Paid while the history of orders is written, so that each account's lines follow one another in
time.
"""

from datetime import UTC, datetime, time, timedelta

from impact.pages.quarters import add_quarters, find_due_quarter
from impact.participants.queries import list_active_codes
from impact.payouts.models import DrawRequest, TrainingProvider
from nomi.demo.bank import bring_statement, pay_by_wire
from nomi.demo.development_plans import READING, ZIPPERS
from nomi.demo.draws import list_able, list_held, make_draw, prove
from nomi.demo.logins import STAFF_EMAIL
from nomi.demo.providers import EVENING, SEWING, find_provider
from nomi.demo.staff import name_staff

PAST = (
    (-1, timedelta(days=70), EVENING, READING, 1_800),
    (0, timedelta(days=45), SEWING, ZIPPERS, 2_200),
)
"""Quarters from the one that is due, time since its first day, provider, line, cents."""
PAST_WOMEN = 15
"""So many in order of code; the two whose balances are released come after them."""
BANK_TAKES, PROOF_TAKES = timedelta(days=2), timedelta(days=20)


def pay_past_training(*, until: datetime, now: datetime) -> None:
    """Pay what was due by then; each once, and nothing while no provider is known."""
    if not TrainingProvider.objects.exists():
        return
    for quarters, after, name, line, cents in PAST:
        day = add_quarters(find_due_quarter(now), quarters) + after
        moment = datetime.combine(day, time(9), tzinfo=UTC)
        if moment <= until and not DrawRequest.objects.filter(plan_line=line).exists():
            _pay(line, provider=find_provider(name), amount_minor=cents, now=moment)


def _pay(line: str, *, provider: TrainingProvider, amount_minor: int, now: datetime) -> None:
    """Pay the line for each woman whose account holds as much, and prove it."""
    for code in list_able(list_active_codes()[:PAST_WOMEN], amount_minor):
        make_draw(
            code, provider=provider, line=line, stop="released", now=now, amount_minor=amount_minor
        )
    if paid := list_held():
        pay_by_wire(actor=name_staff(STAFF_EMAIL), now=now)
        bring_statement(
            paid, actor=name_staff(STAFF_EMAIL), now=now + BANK_TAKES, has_unnamed=False
        )
    for payout in paid:
        prove(payout, now=now + PROOF_TAKES)
