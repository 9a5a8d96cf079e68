"""What the database says when it refuses, in words that a person can act on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import DatabaseError, IntegrityError, transaction
from django.utils.functional import Promise


def find_rule(refusal: DatabaseError) -> str:
    """Return the name of the constraint or guard that refused, "" when it tells none."""
    return getattr(getattr(refusal.__cause__, "diag", None), "constraint_name", None) or ""


@contextmanager
def refused_as(error: type[Exception], *, rules: Mapping[str, str | Promise]) -> Iterator[None]:
    """Raise `error` with the words of the rule that refused; the caller's transaction survives.

    A refusal by any other rule stays as it is.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        rule = find_rule(refusal)
        if rule not in rules:
            raise
        raise error(str(rules[rule])) from refusal
