"""Cohorts for publications: so many accounts, opened before the quarters that the tests publish."""

from datetime import UTC, date, datetime
from random import Random
from typing import Any

from impact.pages.models import Publication
from impact.pages.services import publications
from impact.participants.services import change_status, open_training_account

QUARTER = date(2026, 1, 1)
NEXT_QUARTER = date(2026, 4, 1)
DUE = datetime(2026, 7, 1, 9, tzinfo=UTC)
"""The first moment at which the first quarter of 2026 may be published, and a bit."""
NEXT_DUE = datetime(2026, 10, 1, 9, tzinfo=UTC)
MAKER, READER, APPROVER = "staff:1", "staff:2", "staff:3"
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def write_code(number: int) -> str:
    random = Random(number)
    return "".join(random.choice(SIGNS) for _place in range(8))


def open_accounts(count: int, *, first: int = 0, on: date = date(2025, 6, 1)) -> list[str]:
    codes = [write_code(number) for number in range(first, first + count)]
    for code in codes:
        open_training_account(code=code, pseudonym=f"Leaf {code}", opened_on=on)
    return codes


def set_status(codes: list[str], status: str, *, on: date = date(2025, 12, 1)) -> None:
    for code in codes:
        change_status(
            account_code=code, status=status, on=on, reason="Test", actor=MAKER, now=NEXT_DUE
        )


def publish(quarter_on: date = QUARTER, *, now: datetime = DUE) -> Publication:
    """Make, look through and approve a quarter's publication."""
    made = publications.make_publication(quarter_on=quarter_on, now=now)
    publications.review_publication(publication_id=made.pk, note="", actor=READER, now=now)
    publications.approve_publication(publication_id=made.pk, actor=APPROVER, now=now)
    made.refresh_from_db()
    return made


def find_table(publication: Publication, name: str) -> dict[str, Any]:
    return next(table for table in publication.content["tables"] if table["name"] == name)
