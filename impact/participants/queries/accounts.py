"""Reading training accounts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, Exists, F, Func, OuterRef, QuerySet, Subquery

from impact.participants.models import Participant, StatusChange, TrainingAccount

Status = TrainingAccount.Status
SHOWN = frozenset({Status.ACTIVE, Status.FOLLOW_UP, Status.GRADUATED})
"""Nobody is shown who cannot be asked, or who has left."""
SHELTER_MONTHS = 12
"""So long after a shelter or a rehabilitation programme nothing is published (rule 22)."""

HELD_UNTIL = Func(F("pk"), function="participants_held_until", output_field=DateField())
"""The day until which a balance is held, as the database reckons it (0005_months_from_the_record).

That is 24 months after she left by choice or graduated, was transferred, unreachable or deceased,
or the account was closed (DOMAIN.md, rule 31), and after the day on which that was written down;
none while she is in the programme.
"""


def list_active_codes() -> list[str]:
    """Return the codes of the accounts that take part in an allocation, in code order."""
    active = TrainingAccount.objects.filter(status=TrainingAccount.Status.ACTIVE)
    return list(active.order_by("code").values_list("code", flat=True))


def count_accounts() -> int:
    """Return how many training accounts there are, whatever their status."""
    return TrainingAccount.objects.count()


def add_months(day: date, months: int) -> date:
    """Return the day so many months later, or the last day of a month that has no such day."""
    years, place = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, place + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


@dataclass(frozen=True, kw_only=True)
class PublishingFacts:
    """What the programme knows that decides whether an account may be shown at all."""

    status: str
    is_return_checked: bool
    """Whether two people know her to be back, if she ever was where nothing is shown of her."""
    is_adult: bool
    is_sheltered: bool | None
    """In a shelter now or in the last twelve months.

    None, which means no, while nobody has asked or one person alone says that she was in none.
    """


def find_publishing_facts(*, account_code: str, on: date) -> PublishingFacts | None:
    """Return the facts of the account on a day; None for a code that nobody has."""
    checker = find_returns().filter(account=OuterRef("pk")).order_by("-pk").values("checked_by")
    accounts = TrainingAccount.objects.annotate(return_checked_by=Subquery(checker[:1]))
    account = accounts.filter(code=account_code).select_related("participant").first()
    participant = getattr(account, "participant", None)
    if account is None or participant is None:
        return None
    until = participant.sheltered_until
    is_sheltered: bool | None = participant.sheltered_from is not None and (
        until is None or until > add_months(on, -SHELTER_MONTHS)
    )
    if not is_sheltered and not participant.shelter_checked_by:
        is_sheltered = None
    return PublishingFacts(
        status=account.status,
        is_return_checked=account.return_checked_by != "",
        is_adult=participant.adult_checked_on <= on,
        is_sheltered=is_sheltered,
    )


def find_returns() -> QuerySet[StatusChange]:
    """Return the steps to a status that is shown from one that hides her."""
    return StatusChange.objects.filter(to_status__in=SHOWN).exclude(from_status__in=("", *SHOWN))


def find_returns_to_check(*, actor: str) -> QuerySet[StatusChange]:
    """Return the latest return of each who is back, if it waits for a second person, not this."""
    later = find_returns().filter(account=OuterRef("account"), pk__gt=OuterRef("pk"))
    waiting = find_returns().filter(~Exists(later), checked_by="", account__status__in=SHOWN)
    return waiting.exclude(changed_by=actor)


def find_shelters_to_check(*, actor: str) -> QuerySet[Participant]:
    """Return whose answer about a shelter waits for a second person, and not for this one."""
    waiting = Participant.objects.filter(shelter_asked_on__isnull=False, shelter_checked_by="")
    return waiting.exclude(shelter_answered_by=actor)


def list_held_balances(*, on: date) -> list[str]:
    """Return the codes of the accounts whose 24 months after leaving are over, in code order."""
    accounts = TrainingAccount.objects.annotate(held_until=HELD_UNTIL)
    over = accounts.filter(held_until__lte=on)
    return list(over.order_by("code").values_list("code", flat=True))


def find_held_until(account_code: str) -> date | None:
    """Return the day until which her balance is held; None while she is in the programme."""
    accounts = TrainingAccount.objects.annotate(held_until=HELD_UNTIL)
    found: date | None = accounts.values_list("held_until", flat=True).get(code=account_code)
    return found
