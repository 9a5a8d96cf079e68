"""What the screens of draws and providers ask for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from impact.participants.queries.plans import find_plan_in_force
from impact.payouts.models import DrawConfirmation, TrainingProvider
from impact.payouts.models.draws import CURRENCIES
from nomi.platform.asking_fields import (
    NOTHING,
    ask_amount,
    ask_choice,
    ask_day,
    ask_text,
)
from nomi.platform.people import list_staff
from nomi.platform.screens import ReasonForm


class PaperForm(forms.Form):
    """A paper to add."""

    paper = forms.FileField(
        label=_("Paper"),
        help_text=_("PDF, JPEG or PNG, up to 10 MB. Pictures are stripped of place and device."),
        widget=UnfoldAdminFileFieldWidget(),
    )


class DrawForm(ReasonForm):
    """What is asked for, for whose training, from whom."""

    account_code = ask_text(
        _("Training account"), most=12, help_text=_("Eight letters and digits.")
    )
    plan_line = ask_text(
        _("Line of her plan"), help_text=_("Word for word as in her plan in force.")
    )
    provider = forms.ModelChoiceField(
        label=_("Training provider"),
        queryset=TrainingProvider.objects.filter(status=TrainingProvider.Status.APPROVED),
        widget=UnfoldAdminSelectWidget(),
    )
    amount = ask_amount(_("Amount in US dollars"))
    foreign_amount = ask_amount(
        _("Amount in the provider's currency, if not dollars"), required=False, most=15
    )
    foreign_currency = ask_choice(
        _("Its currency"), [NOTHING, *((code, code) for code in CURRENCIES)], required=False
    )
    rate = ask_amount(_("How much of it makes one US dollar"), required=False, most=18, places=6)
    rate_source = ask_text(_("Source of the rate"), required=False, most=100)
    rate_on = ask_day(_("Day of the rate"), required=False)

    field_order = (
        "account_code",
        "plan_line",
        "provider",
        "amount",
        "foreign_amount",
        "foreign_currency",
        "rate",
        "rate_source",
        "rate_on",
        "reason",
    )

    def clean(self) -> dict[str, Any]:
        """Name the lines there are; take a foreign amount with all that belongs to it or not."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        lines = list_plan_lines(values.get("account_code", "").upper())
        if lines and values.get("plan_line") not in {*lines, None}:
            words = _("Her plan in force has these lines: %(lines)s.")
            self.add_error("plan_line", words % {"lines": "; ".join(lines)})
        parts = ("foreign_amount", "foreign_currency", "rate", "rate_source", "rate_on")
        given = [bool(values.get(part)) for part in parts]
        if any(given) and not all(given) and not set(parts) & set(self.errors):
            raise forms.ValidationError(
                _("A foreign amount needs its currency, a rate, the rate's source and its day.")
            )
        return values


def list_plan_lines(account_code: str) -> list[str]:
    """Return the words that a draw of the account may cite."""
    plan = find_plan_in_force(account_code)
    return list(plan.lines.values_list("words", flat=True)) if plan else []


class ConfirmationForm(PaperForm):
    """How she said yes."""

    method = ask_choice(_("How she confirmed"), DrawConfirmation.Method.choices)
    language = ask_text(_("In which language"), most=35)
    witness = forms.ChoiceField(
        label=_("Witness of a spoken word"),
        choices=lambda: [NOTHING, *list_staff()],
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )
    field_order = ("method", "language", "witness", "paper")


class ProviderForm(ReasonForm):
    """What is known of a provider."""

    name = ask_text(_("Name"), most=120)
    country = ask_text(_("Country"), most=2, help_text=_("Two letters, as KH."))
    kind = ask_choice(_("Kind"), TrainingProvider.Kind.choices)
    rail = ask_choice(_("Rail"), TrainingProvider.Rail.choices)
    stripe_account_id = ask_text(_("Stripe account"), required=False, most=60)
    field_order = ("name", "country", "kind", "rail", "stripe_account_id", "reason")

    def clean_country(self) -> str:
        """Write the country in capitals."""
        return str(self.cleaned_data["country"]).upper()


class VettingForm(ReasonForm):
    """The day of the look into the sanctions lists, and how long the approval holds."""

    screened_on = ask_day(_("Screened on"), initial=lambda: timezone.now().date())
    expires_on = ask_day(
        _("Approval ends on"), initial=lambda: timezone.now().date() + timedelta(days=365)
    )
    field_order = ("screened_on", "expires_on", "reason")


class ScreeningForm(ReasonForm):
    """The day of the look into the sanctions lists."""

    screened_on = ask_day(_("Screened on"), initial=lambda: timezone.now().date())
    field_order = ("screened_on", "reason")


class BankForm(ReasonForm):
    """Where the provider's money goes."""

    holder = ask_text(_("Holder of the account"), most=140)
    account_number = ask_text(_("Account number or IBAN"), most=40)
    bic = ask_text(_("Bank code (BIC)"), required=False, most=14)
    bank_name = ask_text(_("Name of the bank"), required=False, most=140)
    street = ask_text(_("Street of the holder"), required=False, most=70)
    town = ask_text(_("Town"), required=False, most=35)
    postcode = ask_text(_("Postcode"), required=False, most=16)
    country = ask_text(_("Country"), required=False, most=2)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Where you have these details from."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    field_order = (
        "holder",
        "account_number",
        "bic",
        "bank_name",
        "street",
        "town",
        "postcode",
        "country",
        "reason",
    )
