"""Opening training accounts."""

import secrets
from datetime import date

from django.db import transaction

from impact.books import services as books
from impact.participants.models import TrainingAccount

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for one another."""


def draw_code() -> str:
    """Return a random account code; it says nothing about order, date or person."""
    return "".join(secrets.choice(SIGNS) for _place in range(8))


@transaction.atomic
def open_training_account(
    *, code: str, pseudonym: str, opened_on: date, status: str = TrainingAccount.Status.ACTIVE
) -> TrainingAccount:
    """Open a training account and its account in the books, which can never fall below zero.

    Calling it again with the same code returns the first.
    """
    account, _made = TrainingAccount.objects.get_or_create(
        code=code, defaults={"pseudonym": pseudonym, "opened_on": opened_on, "status": status}
    )
    books.open_account(code=account.books_code, kind="liability", floor_minor=0)
    return account
