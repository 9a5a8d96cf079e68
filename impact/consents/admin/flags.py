"""The staff screen of safety flags: codes only, nobody's name."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.consents.admin.showing import BY_CODE, REFUSALS, show_code, sign
from impact.consents.forms import FlagForm
from impact.consents.models import SafetyFlag
from impact.consents.queries import list_flags_to_close
from impact.consents.services import flags
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import AgreementForm


def raise_flag(_row: Any, values: dict[str, Any], request: HttpRequest) -> tuple[SafetyFlag, str]:
    """Open a flag."""
    return (
        flags.open_flag(**values, **sign(request)),
        gettext("The flag is open. Nothing about her alone is shown."),
    )


def ask_to_close(
    row: SafetyFlag, values: dict[str, Any], request: HttpRequest
) -> tuple[SafetyFlag, str]:
    """Say that it is safe again."""
    asked = flags.ask_to_close_flag(flag_id=row.pk, **values, **sign(request))
    return asked, gettext("Asked. The flag stays open until another person agrees.")


def close(row: SafetyFlag, _values: dict[str, Any], request: HttpRequest) -> tuple[SafetyFlag, str]:
    """Close a flag as another has asked."""
    return flags.close_flag(flag_id=row.pk, **sign(request)), gettext("The flag is closed.")


def keep(row: SafetyFlag, _values: dict[str, Any], _request: HttpRequest) -> tuple[SafetyFlag, str]:
    """Leave it open."""
    return flags.keep_flag(flag_id=row.pk), gettext("The flag stays open.")


def describe_closing(row: SafetyFlag) -> str:
    """Say who holds that it is safe again, and why the flag was opened."""
    words = gettext(
        "Opened: %(opened)s\n%(name)s asks to close it: %(reason)s\nYou have made sure yourself"
        " that showing what she allowed is safe again. If in doubt, keep it open."
    )
    return words % {
        "opened": row.reason,
        "name": get_actor_name(row.lifting_asked_by),
        "reason": row.closing_reason,
    }


def may_close(row: SafetyFlag, request: HttpRequest) -> bool:
    """Return whether another person asks to close it."""
    asked = list_flags_to_close(actor=name_actor(request.user))
    return asked.filter(pk=row.pk).exists()


@admin.register(SafetyFlag)
class SafetyFlagScreen(AskingScreen):
    """What makes showing somebody unsafe."""

    add_ask = Ask(
        name="add",
        label=_("Open a safety flag"),
        question=_("While it is open nothing about her alone is shown anywhere. Write no name."),
        act=raise_flag,
        permission="consents.add_safetyflag",
        form=FlagForm,
        refusals=REFUSALS,
    )
    asks = (
        Ask(
            name="ask-to-close",
            label=_("Ask to close"),
            question=_(
                "You have made sure that showing what she allowed is safe again. Another person"
                " closes it. Write no name."
            ),
            act=ask_to_close,
            permission="consents.change_safetyflag",
            is_offered=lambda row, _request: row.closed_at is None and not row.lifting_asked_by,
            refusals=REFUSALS,
        ),
        Ask(
            name="close",
            label=_("Close the flag"),
            describe=describe_closing,
            act=close,
            permission="consents.change_safetyflag",
            form=AgreementForm,
            is_offered=may_close,
            refusals=REFUSALS,
            decides_on=lambda row: (row.lifting_asked_by, row.lifting_asked_at, row.closing_reason),
        ),
        Ask(
            name="keep",
            label=_("Keep open"),
            question=_("It is not safe yet. The flag stays open as it was."),
            act=keep,
            permission="consents.change_safetyflag",
            form=AgreementForm,
            is_offered=lambda row, _request: row.closed_at is None and bool(row.lifting_asked_by),
            refusals=REFUSALS,
        ),
    )
    list_display = (show_code, "opened_at", "lifting_asked_at", "closed_at")
    list_filter = (("closed_at", admin.EmptyFieldListFilter),)
    search_fields = ("account__code__istartswith",)
    search_help_text = BY_CODE
    ordering = ("-opened_at", "-pk")
    fields = readonly_fields = (
        show_code,
        "reason",
        "opened",
        "opened_at",
        "asked",
        "lifting_asked_at",
        "closing_reason",
        "closed",
        "closed_at",
    )

    @admin.display(description=_("Opened by"))
    def opened(self, row: SafetyFlag) -> str:
        """Write who opened it."""
        return get_actor_name(row.opened_by)

    @admin.display(description=_("Closing asked for by"))
    def asked(self, row: SafetyFlag) -> str:
        """Write who holds that it is safe again."""
        return get_actor_name(row.lifting_asked_by)

    @admin.display(description=_("Closed by"))
    def closed(self, row: SafetyFlag) -> str:
        """Write who closed it."""
        return get_actor_name(row.closed_by)
