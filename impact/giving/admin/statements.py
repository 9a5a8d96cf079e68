"""The screen of year-end statements: sent in January by the clock, and here when asked for."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminIntegerFieldWidget

from impact.giving.models import YearStatement
from impact.giving.services.refusals import GivingRefusedError
from impact.giving.services.statements import send_statement
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import name_actor


class StatementForm(forms.Form):
    """Whose gifts of which year."""

    donor_email = forms.EmailField(label=_("E-mail"), widget=UnfoldAdminEmailInputWidget)
    year = forms.IntegerField(
        label=_("Year"), min_value=2009, max_value=2999, widget=UnfoldAdminIntegerFieldWidget
    )


def send(_row: None, values: dict[str, Any], request: HttpRequest) -> tuple[YearStatement, str]:
    """Owe the statement."""
    made = send_statement(
        donor_email=values["donor_email"].lower(),
        year=values["year"],
        actor=name_actor(request.user),
        now=timezone.now(),
    )
    if made is None:
        raise GivingRefusedError(gettext("The donor has this very statement already."))
    return made, gettext("The statement is on its way.")


@admin.register(YearStatement)
class YearStatementScreen(AskingScreen):
    """Statements that were sent."""

    list_display = ("year", "donor_email", "edition", "gift_count", "total", "made_at")
    list_filter = ("year",)
    search_fields = ("donor_email",)
    ordering = ("-pk",)
    add_ask = Ask(
        name="add",
        label=_("Send a statement"),
        question=_("The donor gets what was given in that year, by the day of payment."),
        form=StatementForm,
        act=send,
        permission="giving.add_yearstatement",
        refusals=(GivingRefusedError,),
    )
    fields = readonly_fields = (*list_display, "made_by")

    @admin.display(description=_("Deductible"), ordering="total_minor")
    def total(self, statement: YearStatement) -> str:
        """Write the sum."""
        return format_minor(statement.total_minor)
