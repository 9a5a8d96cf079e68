"""Invented training providers, and a draw at each step, two of them paid.

Before these, in the two quarters that are published, a term and a course were paid for many women.
"""

from datetime import UTC, datetime, time, timedelta
from io import BytesIO

from django.contrib.auth import get_user_model
from PIL import Image, ImageDraw

from impact.books.queries import get_balance
from impact.pages.counting.quarters import add_quarters, find_due_quarter
from impact.participants.queries import list_active_codes
from impact.payouts.models import DrawRequest, Payout, TrainingProvider
from impact.payouts.services import bank_details, desk, draws, providers
from nomi.demo.bank import bring_statement, pay_by_wire
from nomi.demo.development_plans import READING, ZIPPERS, keep_line
from nomi.demo.logins import APPROVER_EMAIL, COORDINATOR_EMAIL, RELEASER_EMAIL, STAFF_EMAIL
from nomi.platform.people import name_actor

SMALLEST_MINOR = 200
BANK_TAKES, PROOF_TAKES = timedelta(days=2), timedelta(days=20)
LINE_MINOR = 12_000
"""What the line of the plan may cost that a draw of the demo cites."""
SEWING, EVENING, CHILDCARE = "Riverbank Sewing Course", "Evening Light School", "Little Mango Care"
PROVIDERS = (
    (SEWING, "course", "000100200301"),
    (EVENING, "school", "000100200302"),
    (CHILDCARE, "childcare", ""),
)
PAID = (
    (SEWING, "Sewing by machine, one month"),
    (EVENING, "Bookkeeping, first evening"),
)
"""Both are paid; the proof of the second is on file."""
PAST = (
    (-1, timedelta(days=70), EVENING, READING, 1_800),
    (0, timedelta(days=45), SEWING, ZIPPERS, 2_200),
)
"""Quarters from the one that is due, time since its first day, provider, line, cents."""
PAST_WOMEN = 15
"""So many in order of code; the two whose balances are released come after them."""
DRAWS = (
    (SEWING, "Buttonholes and zippers, one week", "requested"),
    (EVENING, "English, first term", "approved"),
    (SEWING, "Cutting table, shared use", "confirmed"),
    (EVENING, "Reading class, one month", "released"),
    (SEWING, "A second pair of scissors", "rejected"),
)


def seed_payouts(now: datetime) -> None:
    """Make providers and draws by three people of the staff; once only."""
    if TrainingProvider.objects.exists():
        return
    made = {
        name: _make_provider(name, kind=kind, number=number, now=now)
        for name, kind, number in PROVIDERS
    }
    codes = list_active_codes()
    quarter_on = find_due_quarter(now)
    for quarters, after, name, line, cents in PAST:
        day = add_quarters(quarter_on, quarters) + after
        moment = datetime.combine(day, time(9), tzinfo=UTC)
        _pay_past(codes[:PAST_WOMEN], made[name], line=line, amount_minor=cents, now=moment)
    codes = _list_able(codes, SMALLEST_MINOR)
    for code, (name, line) in zip(codes, PAID, strict=False):
        _make_draw(code, provider=made[name], line=line, stop="released", now=now)
    _pay(now)
    for code, (name, line, stop) in zip(codes[len(PAID) :], DRAWS, strict=False):
        _make_draw(code, provider=made[name], line=line, stop=stop, now=now)


def _pay_past(
    codes: list[str], provider: TrainingProvider, *, line: str, amount_minor: int, now: datetime
) -> None:
    """Pay the same line for each woman whose account holds as much, and prove it."""
    for code in _list_able(codes, amount_minor):
        _make_draw(
            code, provider=provider, line=line, stop="released", now=now, amount_minor=amount_minor
        )
    paid = list(Payout.objects.filter(state=Payout.State.HELD).order_by("pk"))
    if not paid:
        return
    pay_by_wire(actor=_who(STAFF_EMAIL), now=now)
    bring_statement(paid, actor=_who(STAFF_EMAIL), now=now + BANK_TAKES, has_unnamed=False)
    for payout in paid:
        _prove(payout, now=now + PROOF_TAKES)


def _list_able(codes: list[str], amount_minor: int) -> list[str]:
    """Return the codes whose account holds as much."""
    return [code for code in codes if get_balance(f"training:{code}") >= amount_minor]


def _pay(now: datetime) -> None:
    """Pay what was released, by a file that the bank carries out, and prove the last of it."""
    paid = list(Payout.objects.filter(state=Payout.State.HELD).order_by("pk"))
    if not paid:
        return
    pay_by_wire(actor=_who(STAFF_EMAIL), now=now)
    bring_statement(paid, actor=_who(STAFF_EMAIL), now=now)
    _prove(paid[-1], now=now)


def _prove(payout: Payout, *, now: datetime) -> None:
    desk.record_proof(
        payout_uid=payout.uid,
        content=_draw_paper("Sample: certificate"),
        actor=_who(COORDINATOR_EMAIL),
        now=now,
    )


def _who(email: str) -> str:
    return name_actor(get_user_model()._default_manager.get(email=email))


def _make_provider(name: str, *, kind: str, number: str, now: datetime) -> TrainingProvider:
    """Make a provider; one without an account number stays a proposal."""
    provider = providers.propose_provider(
        facts=providers.ProviderFacts(name=name, country="KH", kind=kind),
        actor=_who(COORDINATOR_EMAIL),
        now=now,
    )
    if not number:
        return provider
    provider = providers.approve_provider(
        provider_id=provider.pk,
        expires_on=now.date() + timedelta(days=365),
        screened_on=now.date(),
        actor=_who(APPROVER_EMAIL),
        reason="Visited; not on any list.",
        now=now,
    )
    account = bank_details.BankAccount(
        holder=name,
        account_number=number,
        bic="SMPLKHPP",
        bank_name="Sample Bank",
        street="1 Sample Street",
        town="Phnom Penh",
        country="KH",
    )
    details = bank_details.propose_bank_details(
        provider_id=provider.pk,
        account=account,
        actor=_who(COORDINATOR_EMAIL),
        reason="From the letterhead.",
        now=now,
    )
    bank_details.approve_bank_details(
        details_id=details.pk, actor=_who(APPROVER_EMAIL), reason="Called back.", now=now
    )
    return provider


def _make_draw(
    code: str,
    *,
    provider: TrainingProvider,
    line: str,
    stop: str,
    now: datetime,
    amount_minor: int = SMALLEST_MINOR,
) -> DrawRequest:
    """Make a draw that goes as far as `stop`."""
    coordinator, approver = _who(COORDINATOR_EMAIL), _who(APPROVER_EMAIL)
    keep_line(code, words=line, budget_minor=LINE_MINOR, actor=coordinator, now=now)
    draw = draws.request_draw(
        wish=draws.Wish(
            account_code=code,
            plan_line=line,
            provider=provider,
            amount_minor=amount_minor,
            reason="The next step of her plan.",
        ),
        actor=coordinator,
        now=now,
    )
    if stop == "requested":
        return draw
    if stop == "rejected":
        return draws.close_draw(
            draw_id=draw.pk, kind=stop, actor=approver, reason="She has a pair.", now=now
        )
    draws.approve_draw(draw_id=draw.pk, actor=approver, reason="In her plan.", now=now)
    if stop == "approved":
        return draw
    desk.record_her_word(
        draw_id=draw.pk,
        content=_draw_paper("Sample: signed form"),
        method="signature",
        language="Khmer",
        witness="",
        actor=coordinator,
        now=now,
    )
    if stop == "released":
        draws.release_draw(
            draw_id=draw.pk, actor=_who(RELEASER_EMAIL), reason="All in place.", now=now
        )
    return draw


def _draw_paper(words: str) -> bytes:
    """Return a picture of a paper that nobody signed."""
    image = Image.new("RGB", (420, 300), "white")
    ImageDraw.Draw(image).text((30, 30), words, fill="black")
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
