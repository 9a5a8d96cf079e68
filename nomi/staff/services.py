"""What is done to a staff login."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.db import transaction


class PersonUnknownError(Exception):
    """There is no login with this e-mail address."""


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
