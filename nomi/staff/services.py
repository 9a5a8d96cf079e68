"""What is done to a staff login."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction


class PersonUnknownError(Exception):
    """There is no login with this e-mail address."""


class OwnRolesError(Exception):
    """Nobody gives herself a role or takes one from herself."""


@transaction.atomic
def set_roles(*, user_id: int, names: Iterable[str], actor_id: int) -> Any:
    """Give the person these roles and no others, and return her; without any she is no staff.

    A superuser stays staff. Running it again changes nothing. Raises `OwnRolesError`.
    """
    if user_id == actor_id:
        raise OwnRolesError("Nobody changes her own roles. Ask somebody else.")
    user = get_user_model()._default_manager.select_for_update().get(pk=user_id)
    roles = list(Group.objects.filter(name__in=names))
    user.groups.set(roles)
    user.is_staff = bool(roles) or user.is_superuser
    user.save(update_fields=["is_staff"])
    return user


@transaction.atomic
def reset_second_factor(*, email: str) -> int:
    """Take away every factor of the login and end its sessions; return how many factors there were.

    Running it again does nothing. Raises `PersonUnknownError`.
    """
    user = get_user_model()._default_manager.filter(email__iexact=email).first()
    if user is None:
        raise PersonUnknownError(f"There is no login with the address {email}.")
    count: int
    count, _kinds = Authenticator.objects.filter(user_id=user.pk).delete()
    for session in UserSession.objects.filter(user_id=user.pk):
        session.end()
    return count
