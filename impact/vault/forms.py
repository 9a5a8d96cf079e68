"""What staff fill in around records. Nothing typed here is offered again by a browser."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from impact.vault.models import Field, IndexEntry

QUIET = {"autocomplete": "off", "spellcheck": "false"}
SHORTEST_REASON = 10


class WhyForm(forms.Form):
    """Why somebody looks; the reason can be shown to her."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=SHORTEST_REASON,
        max_length=200,
        help_text=_("Ten signs or more. She may read it. Write no name."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2, **QUIET}),
    )


class SearchForm(WhyForm):
    """Which record is looked for."""

    kind = forms.ChoiceField(
        label=_("Find by"),
        choices=[(IndexEntry.Kind.NAME, _("full name")), (IndexEntry.Kind.PHONE, _("phone"))],
        widget=UnfoldAdminSelectWidget(),
    )
    words = forms.CharField(
        label=_("Full name or phone"),
        max_length=120,
        help_text=_("All of it: parts of a name find nothing."),
        widget=UnfoldAdminTextInputWidget(attrs=QUIET),
    )
    field_order = ("kind", "words", "reason")


class RevealForm(WhyForm):
    """Which one field to read."""

    field = forms.ChoiceField(
        label=_("Field"), choices=Field.choices, widget=UnfoldAdminSelectWidget()
    )
    field_order = ("field", "reason")


class WriteForm(WhyForm):
    """What to put in; fields left empty stay as they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in Field.choices:
            self.fields[name] = forms.CharField(
                label=label,
                max_length=300,
                required=False,
                widget=UnfoldAdminTextInputWidget(attrs=QUIET),
            )
        self.order_fields([*Field.values, "reason"])

    def clean(self) -> dict[str, Any]:
        """Refuse a form in which nothing was filled in."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(values.get(name) for name in Field.values):
            raise forms.ValidationError(_("Fill in what is to be written."))
        return values


class EraseForm(WhyForm):
    """Typed by hand, because it cannot be undone."""

    code = forms.CharField(
        label=_("The code once more"),
        max_length=12,
        widget=UnfoldAdminTextInputWidget(attrs=QUIET),
    )
    field_order = ("code", "reason")

    def __init__(self, *args: Any, account_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account_code = account_code

    def clean_code(self) -> str:
        """Take the record's own code only."""
        code = str(self.cleaned_data["code"]).upper()
        if code != self.account_code:
            raise forms.ValidationError(_("This is not the code of the record."))
        return code
