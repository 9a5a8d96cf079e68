"""What a second person checks of a participant's record before it counts (ADR 22)."""

from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext

from impact.participants.admin.signing import sign
from impact.participants.models import Participant, StatusChange
from impact.participants.queries.accounts import find_returns_to_check, find_shelters_to_check
from impact.participants.services import check_return
from impact.participants.services.people import check_shelter
from nomi.platform.people import get_actor_name, name_actor

Done = tuple[Participant, str]
Values = dict[str, Any]


def check_answer(row: Participant, _values: Values, request: HttpRequest) -> Done:
    """Say that the answer about a shelter is so."""
    check_shelter(participant_id=row.pk, **sign(request))
    return row, gettext("Checked. It counts from now on.")


def describe_shelter(row: Participant) -> str:
    """Say what was answered, and who recorded it."""
    words = gettext(
        "%(name)s recorded on %(day)s: %(answer)s. You know it to be so, from her or from those who"
        " took her in. If in doubt, ask her about it anew."
    )
    return words % {
        "name": get_actor_name(row.shelter_answered_by),
        "day": date_format(row.shelter_asked_on) if row.shelter_asked_on else "–",
        "answer": name_shelter(row),
    }


def name_shelter(row: Participant) -> str:
    """Return what was answered."""
    if row.sheltered_from is None:
        return gettext("in none")
    until = date_format(row.sheltered_until) if row.sheltered_until else ""
    return f"{date_format(row.sheltered_from)} – {until}"


def may_check_answer(row: Participant, request: HttpRequest) -> bool:
    """Return whether her answer waits for a second person, and this is not the first."""
    waiting = find_shelters_to_check(actor=name_actor(request.user))
    return waiting.filter(pk=row.pk).exists()


def find_answer(row: Participant) -> tuple[Any, ...]:
    """Return what a second person decides on."""
    return (row.sheltered_from, row.sheltered_until, row.shelter_answered_by)


def check_back(row: Participant, _values: Values, request: HttpRequest) -> Done:
    """Say that she is back."""
    check_return(account_code=row.account.code, **sign(request))
    return row, gettext("Checked. What she allowed is shown again.")


def describe_return(row: Participant) -> str:
    """Say from where to where she came, who wrote it and why."""
    change = find_return(row)
    if change is None:
        return ""
    words = gettext(
        "%(name)s wrote: from “%(before)s” to “%(after)s”, from %(day)s on. %(reason)s\nYou know it"
        " from her. From then on what she allowed is shown again. If in doubt, change the status"
        " back."
    )
    return words % {
        "name": get_actor_name(change.changed_by),
        "before": change.get_from_status_display(),
        "after": change.get_to_status_display(),
        "day": date_format(change.on),
        "reason": change.reason,
    }


def may_check_return(row: Participant, request: HttpRequest) -> bool:
    """Return whether her return waits for a second person, and this is not the first."""
    waiting = find_returns_to_check(actor=name_actor(request.user))
    return waiting.filter(account=row.account_id).exists()


def find_return_key(row: Participant) -> int | None:
    """Return what a second person decides on; rows of the history are final."""
    change = find_return(row)
    return None if change is None else change.pk


def find_return(row: Participant) -> StatusChange | None:
    """Return the return that waits."""
    return find_returns_to_check(actor="").filter(account=row.account_id).first()
