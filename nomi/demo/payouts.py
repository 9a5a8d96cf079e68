"""A draw at each step: two are paid, and the bank shows it."""

from collections.abc import Iterable
from datetime import datetime

from impact.participants.queries import list_active_codes
from impact.payouts.models import DrawRequest
from nomi.demo.bank import bring_statement, pay_by_wire
from nomi.demo.draws import list_able, list_held, make_draw, prove
from nomi.demo.logins import STAFF_EMAIL
from nomi.demo.providers import EVENING, SEWING, find_provider
from nomi.demo.staff import name_staff

AMOUNT_MINOR = 1_200
PAID = (
    (SEWING, "Sewing by machine, one month"),
    (EVENING, "Bookkeeping, first evening"),
)
"""Both are paid; the proof of the second is on file."""
DRAWS = (
    (SEWING, "Buttonholes and zippers, one week", "requested"),
    (EVENING, "English, first term", "approved"),
    (SEWING, "Cutting table, shared use", "confirmed"),
    (EVENING, "Reading class, one month", "released"),
    (SEWING, "A second pair of scissors", "rejected"),
)


def seed_payouts(now: datetime) -> None:
    """Make draws by three people of the staff; once only."""
    lines = [line for _name, line, *_stop in (*PAID, *DRAWS)]
    if DrawRequest.objects.filter(plan_line__in=lines).exists():
        return
    codes = list_able(list_active_codes(), AMOUNT_MINOR)
    steps = [(name, line, "released") for name, line in PAID]
    _make_draws(codes, steps, now=now)
    if paid := list_held():
        pay_by_wire(actor=name_staff(STAFF_EMAIL), now=now)
        bring_statement(paid, actor=name_staff(STAFF_EMAIL), now=now)
        prove(paid[-1], now=now)
    _make_draws(codes[len(PAID) :], DRAWS, now=now)


def _make_draws(codes: list[str], steps: Iterable[tuple[str, str, str]], *, now: datetime) -> None:
    for code, (name, line, stop) in zip(codes, steps, strict=False):
        make_draw(
            code,
            provider=find_provider(name),
            line=line,
            stop=stop,
            now=now,
            amount_minor=AMOUNT_MINOR,
        )
