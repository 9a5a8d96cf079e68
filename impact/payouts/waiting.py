"""What waits, as far as the person who looks can do something about it."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from impact.payouts import queries
from impact.payouts.models import DrawRequest
from nomi.platform.people import name_actor

Find = Callable[[str], QuerySet[DrawRequest]]

QUEUES: tuple[tuple[str, Any, str, Find], ...] = (
    ("approve", _("Mine to approve"), "approve_drawrequest", queries.find_to_approve),
    ("word", _("Waiting for her word"), "confirm_drawrequest", queries.find_to_confirm),
    ("release", _("Mine to release"), "release_drawrequest", queries.find_to_release),
    ("send", _("To send"), "view_drawrequest", lambda _actor: queries.find_to_send()),
    ("failing", _("Not sent so far"), "view_drawrequest", lambda _actor: queries.find_failing()),
    (
        "proof",
        _("Waiting for proof"),
        "view_drawrequest",
        lambda _actor: queries.find_without_proof(),
    ),
    ("late", _("Proof overdue"), "view_drawrequest", lambda _actor: queries.find_late_proofs()),
)


def list_queues(request: HttpRequest) -> list[tuple[str, Any, QuerySet[DrawRequest]]]:
    """Return name, label and draws of each queue that this person may work on."""
    actor = name_actor(request.user)
    return [
        (name, label, find(actor))
        for name, label, permission, find in QUEUES
        if request.user.has_perm(f"payouts.{permission}")
    ]
