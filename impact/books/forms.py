"""What staff ask the books for."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from nomi.platform.screens import ReasonForm


def start_of(day: date) -> datetime:
    """Return the day's first moment in the store's time."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


class DayField(forms.DateField):
    """A day that may be left out, picked with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"required": False, **options}, widget=widget)


class DayForm(forms.Form):
    """The day of a trial balance; without one, everything posted so far counts."""

    day = DayField(label=_("At the end of"))


class PeriodForm(forms.Form):
    """A stretch of days, each end open when it is left out."""

    first = DayField(label=_("From"))
    last = DayField(label=_("To"))

    def clean(self) -> dict[str, Any]:
        """Refuse a stretch that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            raise forms.ValidationError(_("The last day is before the first."))
        if last == date.max:
            raise forms.ValidationError(_("The last day is too far away."))
        return cleaned


class StatementForm(PeriodForm):
    """Which lines of an account to show; days are days of posting, the order of the lines."""

    kind = forms.CharField(label=_("Kind of entry"), required=False, max_length=30)
    reference = forms.CharField(label=_("Reference"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Refuse filters that cannot hold together."""
        cleaned = super().clean()
        others = ("first", "last", "kind")
        if cleaned.get("reference") and any(cleaned.get(name) for name in others):
            raise forms.ValidationError(
                _("Ask for a reference alone: it finds all its lines, whatever day and kind.")
            )
        return cleaned

    @property
    def starts_at(self) -> datetime | None:
        """The first moment asked for; None for the beginning."""
        first = self.cleaned_data.get("first")
        return start_of(first) if first else None

    @property
    def ends_before(self) -> datetime | None:
        """The first moment no longer asked for; None for now."""
        last = self.cleaned_data.get("last")
        return start_of(last + timedelta(days=1)) if last else None


class ClosingForm(ReasonForm):
    """The last day to close, and why."""

    last_on = DayField(label=_("Close everything up to and with"), required=True)
    field_order = ("last_on", "reason")


class ExportForm(PeriodForm, ReasonForm):
    """What to export: the format, the days by effective date, and why."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=(
            ("beancount", _("Beancount, for an accountant's second opinion")),
            ("csv", _("CSV, one row per line")),
        ),
        widget=UnfoldAdminSelectWidget(),
    )
    field_order = ("format", "first", "last", "reason")
