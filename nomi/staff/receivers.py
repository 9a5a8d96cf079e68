"""What the login door tells: a code was right, a second factor was set up."""

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_used
from allauth.usersessions.models import UserSession
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from nomi.staff.second_factor import FACTORS, mark_proved


@receiver(authenticator_used, dispatch_uid="nomi.staff.note_proof")
def note_proof(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Mark the session in which the code was given."""
    mark_proved(request, user_id=user.pk, now=timezone.now())


@receiver(authenticator_added, dispatch_uid="nomi.staff.note_setup")
def note_setup(request: HttpRequest, user: Any, authenticator: Any, **_signal: Any) -> None:
    """Mark the session that set the factor up, and end every session that began without it.

    Whoever signed in earlier by the password alone could otherwise take the new factor away.
    """
    if authenticator.type not in FACTORS:
        return
    mark_proved(request, user_id=user.pk, now=timezone.now())
    for other in UserSession.objects.filter(user=user).exclude(
        session_key=request.session.session_key
    ):
        other.end()
