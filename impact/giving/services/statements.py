"""Year-end statements: what an address gave in a calendar year (DOMAIN.md, 15)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from impact.giving.days import find_day
from impact.giving.mails import YEAR_STATEMENT
from impact.giving.models import YearStatement
from impact.giving.queries import find_year, list_donors_of
from impact.giving.services.refusals import GivingRefusedError
from nomi.platform.outbox import services as outbox


@transaction.atomic
def send_statement(
    *, donor_email: str, year: int, actor: str, now: datetime
) -> YearStatement | None:
    """Owe the donor the year's statement; None when the same was told before. Safe at once.

    A gift that was refunded or acknowledged anew since makes another edition. Raises
    `GivingRefusedError` when nothing was given, or the year is not over.
    """
    if year >= find_day(now).year:
        raise GivingRefusedError("The year is not over yet.")
    given = find_year(donor_email=donor_email, year=year)
    if given is None or given.deductible_minor < 1:
        raise GivingRefusedError("Nothing was given from this address in that year.")
    last = _find_last(donor_email=given.donor_email, year=year)
    if last and (last.total_minor, last.gift_count) == (
        given.deductible_minor,
        len(given.receipts),
    ):
        return None
    try:
        with transaction.atomic():
            statement = YearStatement.objects.create(
                year=year,
                donor_email=given.donor_email,
                edition=last.edition + 1 if last else 1,
                total_minor=given.deductible_minor,
                gift_count=len(given.receipts),
                made_by=actor,
                made_at=now,
            )
    except IntegrityError:  # another made this edition meanwhile
        return None
    outbox.enqueue(kind=YEAR_STATEMENT, reference=str(statement.uid), now=now)
    return statement


def send_statements(*, now: datetime) -> int:
    """Owe every donor of last year the statement; return how many. Safe to repeat."""
    sent, year = 0, find_day(now).year - 1
    for email in list_donors_of(year=year):
        try:
            made = send_statement(donor_email=email, year=year, actor="system", now=now)
        except GivingRefusedError:  # all of it went back
            continue
        sent += made is not None
    return sent


def _find_last(*, donor_email: str, year: int) -> YearStatement | None:
    made = YearStatement.objects.filter(year=year, donor_email=donor_email)
    return made.order_by("-edition").first()
