"""The second factor of staff: who has one, and whether it was proved in this session.

A session carries a mark from the moment a code was right in it. The mark alone is not enough: the
authenticator must still be there, so that a factor taken away is asked for anew.
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

MARK = "second_factor"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What proves somebody. Recovery codes stand in for them and are no factor alone."""
FRESH_FOR = timedelta(minutes=5)


def is_asked_of(user: object) -> bool:
    """Return whether this person needs a second factor at all: staff do, shoppers may."""
    is_staff: bool = bool(getattr(user, "is_staff", False) and getattr(user, "is_active", False))
    return is_staff and settings.STAFF_WITHOUT_SECOND_FACTOR is False


def has_one(user_id: int | None) -> bool:
    """Return whether the person has an authenticator app or a passkey set up."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=FACTORS).exists())


def has_only_passkeys(user_id: int | None) -> bool:
    """Return whether the person has a passkey and no app that shows codes."""
    mine = Authenticator.objects.filter(user_id=user_id, type__in=FACTORS)
    return set(mine.values_list("type", flat=True)) == {Authenticator.Type.WEBAUTHN}


def mark_proved(request: HttpRequest, *, user_id: int, now: datetime) -> None:
    """Keep in the session that this person gave a right code now."""
    request.session[MARK] = {"user": user_id, "at": now.timestamp()}


def find_proved_at(request: HttpRequest) -> float | None:
    """Return when the person signed in last gave a right code in this session, in seconds."""
    mark = request.session.get(MARK)
    if not isinstance(mark, dict) or mark.get("user") != request.user.pk:
        return None
    return float(mark["at"])


def is_proved(request: HttpRequest) -> bool:
    """Return whether a right code was given in this session, whenever that was."""
    return find_proved_at(request) is not None


def is_fresh(request: HttpRequest, *, now: datetime) -> bool:
    """Return whether a right code was given within the last five minutes (SAFETY.md, P8)."""
    proved_at = find_proved_at(request)
    return proved_at is not None and 0 <= now.timestamp() - proved_at < FRESH_FOR.total_seconds()


def name_proof_page(user_id: int | None, *, target: str) -> str:
    """Return the page on which this person proves a second factor and goes on to `target`."""
    page = "mfa_reauthenticate_webauthn" if has_only_passkeys(user_id) else "mfa_reauthenticate"
    return f"{reverse(page)}?{urlencode({REDIRECT_FIELD_NAME: target})}"


def find_proof_page(request: HttpRequest) -> str:
    """Return where to prove the second factor anew before a look behind a code.

    "" while the last proof is younger than five minutes, and where the demo's switch is on.
    """
    if not is_asked_of(request.user) or is_fresh(request, now=timezone.now()):
        return ""
    return name_proof_page(request.user.pk, target=reverse("vault:search"))
