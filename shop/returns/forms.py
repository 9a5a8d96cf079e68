"""What a buyer fills in to send pieces back."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nomi.platform.lines import LinesField
from nomi.platform.numbered import LINE, PiecesForm
from shop.returns.models import Return


class ReturnForm(PiecesForm):
    """Why pieces come back; a number of them for each line comes before it."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label=_("Why do you send it back?"),
        choices=[("", _("Choose one")), *Return.Reason.choices],
        error_messages={"required": _("Please choose a reason.")},
    )
    note = LinesField(
        label=_("Anything we should know"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=uuid.uuid4)


def build_return_form(order: Any, may_come: Mapping[int, int]) -> type[ReturnForm]:
    """Return the form with a number for each line of which pieces may come back."""
    lines = order.lines.filter(pk__in=may_come).order_by("pk")
    fields = {
        f"{LINE}{line.pk}": forms.IntegerField(
            label=line.title,
            help_text=ngettext("up to %(count)d piece", "up to %(count)d pieces", may_come[line.pk])
            % {"count": may_come[line.pk]},
            min_value=0,
            max_value=may_come[line.pk],
            required=False,
            initial=0,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )
        for line in lines
    }
    return type("OrderReturnForm", (ReturnForm,), {**fields, "field_order": tuple(fields)})
