"""Year-end statements: by the day of payment, purchases apart, once for each state of things."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from impact.giving.mails import render_statement
from impact.giving.models import Gift, YearStatement
from impact.giving.services.receipts import find_standing, replace_standing
from impact.giving.services.refusals import GivingRefusedError
from impact.giving.services.statements import send_statement, send_statements
from nomi.platform.outbox.models import OutboxMessage
from tests.impact.giving.builders import receive_here
from tests.impact.giving.test_receipts import CONTROL, read_paper

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 10, 9, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
NEW_YEARS_EVE = datetime(2025, 12, 31, 23, 59, tzinfo=NEW_YORK)
NEW_YEAR = datetime(2026, 1, 1, 0, 1, tzinfo=NEW_YORK)


def send(**changes: Any) -> YearStatement | None:
    given = {"donor_email": "ada@donor.example", "year": 2025, "actor": "staff:1", "now": JANUARY}
    return send_statement(**{**given, **changes})


def test_statement_counts_by_the_day_of_payment() -> None:
    receive_here(now=NEW_YEARS_EVE)
    receive_here(now=NEW_YEARS_EVE, purpose="school", amount_minor=10_000)
    receive_here(now=NEW_YEAR)

    assert (send_statements(now=JANUARY), send_statements(now=JANUARY)) == (1, 0)

    statement = YearStatement.objects.get()
    assert (statement.total_minor, statement.gift_count, statement.edition) == (15_000, 2, 1)
    assert OutboxMessage.objects.filter(kind="year_of_gifts").count() == 1


@pytest.mark.parametrize(
    ("given_at", "day"),
    [
        (NEW_YEARS_EVE, date(2025, 12, 31)),
        (NEW_YEAR, date(2026, 1, 1)),
        (datetime(2028, 2, 29, 23, 58, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2028, 3, 1, 4, 59, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2027, 3, 14, 6, 59, tzinfo=UTC), date(2027, 3, 14)),
        (datetime(2027, 3, 15, 3, 59, tzinfo=UTC), date(2027, 3, 14)),
        (datetime(2027, 11, 7, 3, 59, tzinfo=UTC), date(2027, 11, 6)),
        (datetime(2027, 11, 8, 4, 59, tzinfo=UTC), date(2027, 11, 7)),
    ],
)
def test_day_of_a_gift_ends_at_midnight_of_the_charitys_place(
    given_at: datetime, day: date
) -> None:
    gift = receive_here(now=given_at)

    assert (gift.given_on, gift.receipts.get().paid_on) == (day, day)


def test_year_is_over_when_it_is_at_the_charitys_place() -> None:
    receive_here(now=NEW_YEARS_EVE)

    with pytest.raises(GivingRefusedError):
        send(now=NEW_YEARS_EVE)

    assert send(now=NEW_YEAR) is not None


def test_statement_says_everything_on_mail_and_paper() -> None:
    receive_here(now=NEW_YEARS_EVE)
    statement = send()
    assert statement is not None

    mail = render_statement(str(statement.uid))
    (paper,) = mail.enclosures
    texts = [" ".join(mail.text.split()), " ".join(mail.html.split()), read_paper(paper.content)]

    for words in (
        "$50.00",
        "31 December 2025",
        "R-000001",
        "No goods or services were given in exchange for these gifts.",
        "purchases, not gifts",
        CONTROL,
        "00-0000000",
    ):
        assert [words in text for text in texts] == [True, True, True], words


def test_refund_since_makes_another_edition() -> None:
    receive_here(now=NEW_YEARS_EVE)
    gift = receive_here(now=NEW_YEARS_EVE)
    send()
    replace_standing(
        gift=gift, amount_minor=2_000, reason="Half went back.", actor="staff:1", now=JANUARY
    )

    again = send()

    assert again is not None
    assert (again.edition, again.total_minor) == (2, 7_000)
    assert send() is None


@pytest.mark.parametrize(
    "changes", [{"year": 2026}, {"year": 2024}, {"donor_email": "eve@donor.example"}]
)
def test_statement_over_nothing_is_refused(changes: dict[str, Any]) -> None:
    receive_here(now=NEW_YEARS_EVE)

    with pytest.raises(GivingRefusedError):
        send(**changes)

    assert YearStatement.objects.count() == 0


def test_year_that_all_went_back_is_left_out() -> None:
    gift = receive_here(now=NEW_YEARS_EVE)
    replace_standing(
        gift=gift, amount_minor=0, reason="All went back.", actor="staff:1", now=JANUARY
    )

    assert find_standing(Gift.objects.get()) is None
    assert send_statements(now=JANUARY) == 0
