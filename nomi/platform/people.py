"""How a person stands in a row: as `staff:` and her number, without a foreign key."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model

STAFF = "staff:"


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
    """Return one name; see `find_actor_names`."""
    return find_actor_names([actor])[actor]
