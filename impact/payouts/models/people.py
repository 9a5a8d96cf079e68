"""How a person stands in a row: as `staff:` and her number, and in no other spelling."""

from django.db.models import Q

STAFF = r"^staff:[1-9][0-9]*$"
"""One spelling only, so that nobody passes for two people."""


def is_staff(column: str) -> Q:
    """Return the condition that the column names a person."""
    return Q(**{f"{column}__regex": STAFF})


def is_staff_or_empty(column: str) -> Q:
    """Return the condition that the column names a person or is empty."""
    return Q(**{column: ""}) | is_staff(column)
