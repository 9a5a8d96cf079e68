"""Halts: why no money leaves, and the step that lets it leave again."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books import halts
from impact.books.models import Halt
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import Button, FactsScreen


def lift(halt: Halt, reason: str, request: HttpRequest) -> str:
    """Let money leave again, once the cause is gone."""
    actor = name_actor(request.user)
    halts.lift_halt(halt_id=halt.pk, actor=actor, reason=reason, now=timezone.now())
    return gettext("The halt is lifted. Payouts go on unless another halt stands.")


@admin.register(Halt)
class HaltScreen(FactsScreen):
    """Why no money leaves, and who let it leave again."""

    list_display = ("cause", "raised_at", "lifted_at", "lifting_reason")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    ordering = ("-pk",)
    fields = readonly_fields = (
        "cause",
        "words",
        "raised_at",
        "lifted_at",
        "lifted_by_whom",
        "lifting_reason",
    )
    buttons = (
        Button(
            name="lift",
            label=_("Lift"),
            question=_(
                "The cause is looked at again. If it is gone, payouts go on and the public figures"
                " are no longer under review. If it stands, nothing changes."
            ),
            press=lift,
            is_offered=lambda halt: halt.lifted_at is None,
            asks_reason=True,
            refusals=(halts.StillBrokenError,),
        ),
    )

    @admin.display(description=_("Lifted by"))
    def lifted_by_whom(self, halt: Halt) -> str:
        """Name the person."""
        return get_actor_name(halt.lifted_by)
