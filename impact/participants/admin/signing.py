"""Who acts, and when."""

from datetime import datetime
from typing import TypedDict

from django.http import HttpRequest
from django.utils import timezone

from nomi.platform.people import name_actor


class Signature(TypedDict):
    """The person and the moment."""

    actor: str
    now: datetime


def sign(request: HttpRequest) -> Signature:
    """Return who acts and when."""
    return {"actor": name_actor(request.user), "now": timezone.now()}
