"""What is known of each woman at the end of a quarter, under her account's code.

Nothing of it is about who she is: no name, no day, no place but the country.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from impact.consents.models import Channel, Consent, Purpose
from impact.pages.counting.plans import Path, read_paths
from impact.participants.models import Interview, StatusChange, TrainingAccount
from impact.participants.queries.accounts import add_months
from impact.participants.queries.interviews import LATE


@dataclass(frozen=True, kw_only=True)
class Woman:
    """One woman as the tables count her."""

    code: str
    status: str
    is_told: bool = False
    """Whether her consent to anonymous statistics was in force."""
    country: str = ""
    goal: str = ""
    """The category of her plan's first goal; empty without a plan."""
    progress: int | None = None
    """Milestones reached, in 0, 25, 50, 75 or 100 per cent, rounded down."""
    months: tuple[int, ...] = ()
    """When she reached them, in whole months since her account was opened."""
    public_page: str = "no"
    """Her word about a public page: yes, no or withdrawn."""
    waves: dict[int, str] = field(default_factory=dict)
    """What became of each interview that was due."""
    daily_minor: dict[int, int] = field(default_factory=dict)
    """Daily expenditure of her household for each head in cents, by interview."""


def list_women(*, as_of: datetime) -> list[Woman]:
    """Return everybody whose account was open before the moment, those who left too (rule 36).

    A handful of queries, however many they are.
    """
    accounts = TrainingAccount.objects.select_related("participant")
    statuses, paths = _read_statuses(as_of), read_paths(as_of=as_of)
    held, statistics = _read_interviews(as_of), _read_words(Purpose.STATISTICS, as_of)
    pages = _read_words(Purpose.PUBLIC_PAGE, as_of)
    women = []
    for account in accounts.filter(opened_on__lt=as_of.date()).order_by("code"):
        path = paths.get(account.pk, Path())
        own = held.get(account.pk, {})
        women.append(
            Woman(
                code=account.code,
                status=statuses.get(account.pk, account.status),
                is_told=statistics.get(account.code) == "yes",
                country=account.participant.country,
                goal=path.goal,
                progress=path.progress,
                months=tuple(
                    sorted(_count_months(account.opened_on, day) for day in path.reached_on)
                ),
                public_page=pages.get(account.code, "no"),
                waves=_fill_waves(own, opened_on=account.opened_on, on=as_of.date()),
                daily_minor={wave: cents for wave, (_what, cents) in own.items() if cents},
            )
        )
    return women


def _read_statuses(as_of: datetime) -> dict[int, str]:
    """Return each account's status at the moment."""
    rows = StatusChange.objects.filter(on__lt=as_of.date()).order_by("on", "pk")
    return dict(rows.values_list("account_id", "to_status"))


def _read_interviews(as_of: datetime) -> dict[int, dict[int, tuple[str, int | None]]]:
    """Return what became of each interview held before the moment, in its latest version."""
    rows = Interview.objects.filter(
        superseded_by__isnull=True, held_on__lt=as_of.date()
    ).values_list("participant__account_id", "wave", "outcome", "daily_minor")
    found: dict[int, dict[int, tuple[str, int | None]]] = {}
    for account_id, wave, outcome, cents in rows:
        found.setdefault(account_id, {})[wave] = (outcome, cents)
    return found


def _fill_waves(
    held: dict[int, tuple[str, int | None]], *, opened_on: date, on: date
) -> dict[int, str]:
    """Return the interviews that were due: those that nobody wrote down were missed."""
    waves = {wave: outcome for wave, (outcome, _cents) in held.items()}
    for wave in Interview.Wave.values:
        if add_months(opened_on, wave) + LATE < on:
            waves.setdefault(wave, Interview.Outcome.MISSED.value)
    return waves


def _count_months(since: date, day: date) -> int:
    """Return the whole months between two days, never below zero."""
    months = (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
    return max(0, months)


def _read_words(purpose: str, as_of: datetime) -> dict[str, str]:
    """Return each account's word on a purpose on the web: yes or withdrawn; none means no."""
    checked = Consent.objects.checked()
    given = checked.filter(purpose=purpose, channel=Channel.WEB, given_at__lt=as_of)
    standing = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=as_of)
    yes = given.filter(standing, expires_at__gt=as_of).values_list("account__code", flat=True)
    ended = given.filter(withdrawn_at__lt=as_of).values_list("account__code", flat=True)
    return {**dict.fromkeys(ended, "withdrawn"), **dict.fromkeys(yes, "yes")}
