"""What people at the bank desk are asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from impact.banking.formats.reading import LARGEST_BYTES
from impact.banking.models import LineMatch, PaymentFile, StatementLine
from impact.banking.queries import list_suggestions
from impact.payouts.models import Payout
from nomi.platform.amounts import format_minor

Kind = LineMatch.Kind


def describe_payout(payout: Payout) -> str:
    """Return the payout as a person picks it: amount, provider and the number that we sent."""
    number = payout.uid.hex[:12].upper()
    return f"{format_minor(payout.amount_minor)} · {payout.draw.provider} · {number}"


class WhyForm(forms.Form):
    """Why somebody does what they do; it is kept."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class UploadForm(forms.Form):
    """A file of the bank's."""

    file = forms.FileField(
        label=_("Statement: camt.053, or the table with our columns"),
        allow_empty_file=True,
        widget=UnfoldAdminFileFieldWidget(),
    )

    def clean_file(self) -> Any:
        """Refuse a file larger than any statement before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Ask the bank for shorter periods.")
            )
        return file


class PaymentFileForm(WhyForm):
    """What the payment file should be."""

    field_order = ("file_format", "execution_on", "reason")
    file_format = forms.ChoiceField(
        label=_("Format"), choices=PaymentFile.Format.choices, widget=UnfoldAdminSelectWidget()
    )
    execution_on = forms.DateField(
        label=_("The bank pays on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ExplainForm(WhyForm):
    """What a line of the bank is."""

    field_order = ("kind", "payout", "stripe_id", "reason")
    kind = forms.ChoiceField(label=_("This line is"), widget=UnfoldAdminSelectWidget())
    payout = forms.ChoiceField(
        label=_("Which payout"), required=False, widget=UnfoldAdminSelectWidget()
    )
    stripe_id = forms.CharField(
        label=_("Stripe’s id of its payout, po_…"),
        required=False,
        max_length=100,
        widget=UnfoldAdminTextInputWidget(),
    )

    def __init__(self, line: StatementLine, *args: Any, **kwargs: Any) -> None:
        """Offer what a line of this direction can be, and the payouts that come near it."""
        super().__init__(*args, **kwargs)
        out = line.amount_minor < 0
        kinds = (
            (Kind.PAYOUT, Kind.FEE, Kind.CASH, Kind.OWN)
            if out
            else (Kind.RETURN, Kind.TRANSIT, Kind.CASH, Kind.OWN)
        )
        suggestions = [
            (str(payout.uid), describe_payout(payout)) for payout in list_suggestions(line)
        ]
        self.fields["kind"].choices = [("", "–"), *((kind.value, kind.label) for kind in kinds)]  # type: ignore[attr-defined]
        self.fields["payout"].choices = [("", _("none")), *suggestions]  # type: ignore[attr-defined]
        if out:
            del self.fields["stripe_id"]

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind needs."""
        answers: dict[str, Any] = super().clean() or {}
        kind = answers.get("kind")
        if kind in {Kind.PAYOUT, Kind.RETURN} and not answers.get("payout"):
            self.add_error("payout", _("Choose the payout that this line is."))
        if kind == Kind.TRANSIT and not answers.get("stripe_id"):
            self.add_error("stripe_id", _("Give the id that Stripe shows for its payout."))
        return answers
