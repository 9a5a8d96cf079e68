"""What the screens of consents and of safety flags share."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impact.consents.models import Consent, SafetyFlag
from impact.consents.refusals import ConsentRefusedError
from nomi.platform.people import name_actor

REFUSALS = (ConsentRefusedError,)
BY_CODE = _("A training account's code, or its first signs")


@admin.display(description=_("Training account"), ordering="account_id")
def show_code(row: Consent | SafetyFlag) -> str:
    """Return the code, which is the key itself: no account is asked for it."""
    return row.account_id


def sign(request: HttpRequest) -> dict[str, Any]:
    """Return who does it, and when."""
    return {"actor": name_actor(request.user), "now": timezone.now()}
