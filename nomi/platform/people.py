"""How a person stands in a row: as `staff:` and her number, without a foreign key."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, NullIf, Substr

STAFF = "staff:"
SPELLING = rf"^{STAFF}[1-9][0-9]*$"
"""One spelling only, so that nobody passes for two people."""
SYSTEM = "system"
"""What the machinery writes where a person's number would stand."""


def is_staff(column: str) -> Q:
    """Return the condition that the column names a person."""
    return Q(**{f"{column}__regex": SPELLING})


def is_staff_or_empty(column: str) -> Q:
    """Return the condition that the column names a person or is empty."""
    return Q(**{column: ""}) | is_staff(column)


def name_actor(user: Any) -> str:
    """Return the user as rows keep her."""
    return f"{STAFF}{user.pk}"


def find_actor_names(actors: Iterable[str]) -> dict[str, str]:
    """Return the names to show for what rows keep; whoever is not found stays as written."""
    written = set(actors)
    keys = {
        int(number): actor
        for actor in written
        if actor.startswith(STAFF) and (number := actor.removeprefix(STAFF)).isdecimal()
    }
    names = {actor: actor for actor in written}
    if keys:
        users = get_user_model()._default_manager.filter(pk__in=keys)
        names |= {keys[user.pk]: user.get_username() for user in users}
    return names


def get_actor_name(actor: str) -> str:
    """Return one name, a dash for nobody; see `find_actor_names`."""
    return find_actor_names([actor])[actor] if actor else "–"


def list_staff() -> list[tuple[str, str]]:
    """Return everybody who works here, as rows keep them and as people read them."""
    staff = get_user_model()._default_manager.filter(is_staff=True, is_active=True)
    return [(name_actor(user), user.get_username()) for user in staff.order_by("username")]


def find_username(column: str) -> Subquery:
    """Return the name of whom the column keeps, for a list without a query for each row."""
    number = NullIf(Substr(OuterRef(column), len(STAFF) + 1), Value(""))
    users = get_user_model()._default_manager.annotate(key=Cast(number, BigIntegerField()))
    return Subquery(users.filter(pk=F("key")).values("username")[:1])
