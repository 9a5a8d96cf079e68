"""The screen of disputed lines: her words, and the answer of somebody else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.participants.admin.forms import BY_CODE, AnswerForm
from impact.participants.admin.signing import sign
from impact.participants.models import Dispute
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services.disputes import answer_dispute
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import get_actor_name, name_actor


def answer(row: Dispute, values: dict[str, Any], request: HttpRequest) -> tuple[Dispute, str]:
    """Answer it."""
    answered = answer_dispute(dispute_id=row.pk, **values, **sign(request))
    return answered, gettext("Answered. Read it to her at her next visit.")


def is_open_to(row: Dispute, request: HttpRequest) -> bool:
    """Return whether this person may answer: somebody who did not take it, and once."""
    return row.answered_at is None and row.taken_by != name_actor(request.user)


@admin.register(Dispute)
class DisputeScreen(AskingScreen):
    """Disputed lines, open ones first."""

    asks = (
        Ask(
            name="answer",
            label=_("Answer"),
            question=_("A mistake in the books is put right there, by two people. This tells her."),
            act=answer,
            permission="participants.answer_dispute",
            form=AnswerForm,
            is_offered=is_open_to,
            refusals=(ProgrammeRefusedError,),
        ),
    )
    list_display = ("code", "line_number", "her_words", "taken_at", "answered_at")
    list_filter = (("answered_at", admin.EmptyFieldListFilter),)
    list_select_related = ("participant__account",)
    search_fields = ("participant__account__code__iexact",)
    search_help_text = BY_CODE
    ordering = ("-pk",)
    fields = (
        ("code", "line_number"),
        "her_words",
        ("taker", "taken_at"),
        "answer",
        ("answerer", "answered_at"),
    )
    readonly_fields = (
        *("code", "line_number", "her_words", "taker", "taken_at"),
        *("answer", "answerer", "answered_at"),
    )

    @admin.display(description=_("Code"))
    def code(self, row: Dispute) -> str:
        """Write whose line it is."""
        return row.participant.account.code

    @admin.display(description=_("Taken by"))
    def taker(self, row: Dispute) -> str:
        """Write who took it."""
        return get_actor_name(row.taken_by)

    @admin.display(description=_("Answered by"))
    def answerer(self, row: Dispute) -> str:
        """Write who answered."""
        return get_actor_name(row.answered_by)
