"""What staff fill in for consents and safety flags."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from impact.consents.models import Channel, Method, Purpose
from nomi.platform.people import list_staff
from nomi.platform.screens import ReasonForm

NOBODY = ("", "–")
A_YEAR = timedelta(days=365)


def begin_day(day: date) -> datetime:
    """Return the first moment of the day."""
    return datetime.combine(day, time.min, tzinfo=UTC)


class CodeField(forms.CharField):
    """The code of a training account, written in any case."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Training account"),
            max_length=12,
            help_text=_("Eight letters and digits."),
            widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        )

    def clean(self, value: Any) -> str:
        """Return the code in capitals."""
        return str(super().clean(value)).upper()


class ConsentForm(forms.Form):
    """One yes: to what, where, until when, and how it was explained and confirmed."""

    account_code = CodeField()
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=Purpose.choices, widget=UnfoldAdminSelectWidget()
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=Channel.choices, widget=UnfoldAdminSelectWidget()
    )
    language = forms.CharField(
        label=_("In which language it was explained"),
        max_length=35,
        widget=UnfoldAdminTextInputWidget(),
    )
    explained_by = forms.ChoiceField(
        label=_("Who explained it"), choices=list_staff, widget=UnfoldAdminSelectWidget()
    )
    method = forms.ChoiceField(
        label=_("How she confirmed"), choices=Method.choices, widget=UnfoldAdminSelectWidget()
    )
    witness = forms.ChoiceField(
        label=_("Witness of a spoken word"),
        choices=lambda: [NOBODY, *list_staff()],
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )
    evidence = forms.CharField(
        label=_("Where the paper or recording is"),
        max_length=120,
        help_text=_("A shelf mark or folder number. No name."),
        widget=UnfoldAdminTextInputWidget(),
    )
    given_on = forms.DateField(
        label=_("Given on"),
        initial=lambda: timezone.now().date(),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    expires_on = forms.DateField(
        label=_("Ends on"),
        help_text=_("At most three years later."),
        initial=lambda: timezone.now().date() + A_YEAR,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )


class WithdrawalForm(forms.Form):
    """How she told us; she needs no reason."""

    words = forms.CharField(
        label=_("How she told us"),
        max_length=200,
        help_text=_("By phone, in person, through somebody. She needs no reason; write no name."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )


class FlagForm(ReasonForm):
    """For whom nothing may be shown, and why."""

    account_code = CodeField()
    field_order = ("account_code", "reason")
