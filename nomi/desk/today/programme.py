"""What waits around the participants: interviews, milestones, disputed lines; codes alone."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impact.participants.models import Dispute, Interview
from impact.participants.queries.accounts import find_returns_to_check, find_shelters_to_check
from impact.participants.queries.interviews import DueInterview, list_due
from impact.participants.queries.plans import find_overdue_milestones
from nomi.desk.today.panels import Panel, Row, build_panel
from nomi.platform.people import name_actor
from nomi.platform.screens import find_address


def build_programme_panels(request: HttpRequest) -> list[Panel]:
    """Return what waits around the participants, for those who may see them."""
    if not request.user.has_perm("participants.view_participant"):
        return []
    return [
        build_interview_panel(),
        build_milestone_panel(),
        build_dispute_panel(request),
        build_shelter_panel(request),
        build_return_panel(request),
    ]


def build_interview_panel() -> Panel:
    """Return the interviews whose day is over."""
    today = timezone.now().date()
    return build_panel(
        title=_("Interviews overdue"),
        rows=[due for due in list_due(on=today) if due.is_overdue(today)],
        describe=describe_interview,
        screen="participants_participant",
        query="?load=late",
    )


def build_milestone_panel() -> Panel:
    """Return the milestones whose day is over."""
    return build_panel(
        title=_("Milestones overdue"),
        rows=find_overdue_milestones(on=timezone.now().date()),
        describe=describe_milestone,
        screen="participants_participant",
        query="?load=late",
    )


def build_dispute_panel(request: HttpRequest) -> Panel:
    """Return the disputed lines that this person may answer."""
    waiting = Dispute.objects.filter(answered_at=None).exclude(taken_by=name_actor(request.user))
    return build_panel(
        title=_("Disputed lines to answer"),
        rows=waiting.select_related("participant__account").order_by("pk"),
        describe=describe_dispute,
        screen="participants_dispute",
        query="?answered_at__isempty=1",
        is_urgent=True,
    )


def build_shelter_panel(request: HttpRequest) -> Panel:
    """Return whose answer about a shelter another person recorded, for those who may check it."""
    waiting = find_shelters_to_check(actor=name_actor(request.user))
    return build_panel(
        title=_("Answers about a shelter to check"),
        rows=waiting.select_related("account").order_by("account__code"),
        describe=describe_answer,
        screen="participants_participant",
        permission="participants.change_participant",
    )


def build_return_panel(request: HttpRequest) -> Panel:
    """Return who is back as another person wrote, for those who may check it."""
    waiting = find_returns_to_check(actor=name_actor(request.user))
    return build_panel(
        title=_("Women who are back, to check"),
        rows=waiting.select_related("account__participant").order_by("pk"),
        describe=describe_return,
        screen="participants_participant",
        permission="participants.change_participant",
    )


def describe_return(change: Any) -> Row:
    """Return who is back, and from where."""
    return Row(
        title=change.account.code,
        detail=f"{change.get_from_status_display()} → {change.get_to_status_display()}",
        address=find_address(change.account.participant),
    )


def describe_answer(participant: Any) -> Row:
    """Return who was asked, and when."""
    return Row(
        title=participant.account.code,
        detail=f"{participant.shelter_asked_on:%d %b %Y}",
        address=find_address(participant),
    )


def describe_interview(due: DueInterview) -> Row:
    """Return who is to be asked, which time and when."""
    return Row(
        title=due.participant.account.code,
        detail=f"{Interview.Wave(due.wave).label} · {due.due_on:%d %b %Y}",
        address=find_address(due.participant),
    )


def describe_milestone(milestone: Any) -> Row:
    """Return whose it is, what and when."""
    participant = milestone.plan.participant
    return Row(
        title=participant.account.code,
        detail=f"{milestone.words} · {milestone.due_on:%d %b %Y}",
        address=find_address(participant),
    )


def describe_dispute(dispute: Any) -> Row:
    """Return whose line it is and her words."""
    return Row(
        title=f"{dispute.participant.account.code} · {dispute.line_number}",
        detail=dispute.her_words,
        address=find_address(dispute),
    )
