"""What a buyer of a gift card fills in, and the field for a code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nomi.platform.fields import AMOUNT_WORDS, read_amount
from nomi.platform.lines import LinesField
from shop.giftcards.services.selling import LEAST_MINOR, MOST_MINOR

PRESETS = (25, 50, 100)
OTHER = "other"
MISSING = _("Please fill this in.")


class BuyForm(forms.Form):
    """How much, for whom, and what is said with it."""

    amount = forms.ChoiceField(
        label=_("Amount"),
        choices=[*((str(whole), f"${whole}") for whole in PRESETS), (OTHER, _("Another amount"))],
        initial="50",
        widget=forms.RadioSelect,
        error_messages={"required": MISSING},
    )
    other = forms.CharField(
        label=_("Another amount, in US dollars"),
        required=False,
        max_length=10,
        help_text=_("Between $10 and $500."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    buyer_email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("For the receipt."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": MISSING},
    )
    recipient_email = forms.EmailField(
        label=_("E-mail of whom it is for"),
        max_length=254,
        required=False,
        help_text=_("We send the code there. Leave it empty and give the code yourself."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    sender_name = forms.CharField(
        label=_("Your name, as it stands in the mail"), max_length=80, required=False
    )
    message = LinesField(
        label=_("Message"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if email:  # a signed-in buyer's receipt goes to the account
            del self.fields["buyer_email"]
        self.account_email = email

    def clean_other(self) -> int | None:
        """Return the cents of an own amount, None where there is none.

        Whoever wrote one of her own means that, whatever is chosen above.
        """
        text = self.cleaned_data["other"].strip().removeprefix("$")
        if not text:
            if self.cleaned_data.get("amount") == OTHER:
                raise forms.ValidationError(MISSING)
            return None
        self.errors.pop("amount", None)
        cents = read_amount(text)
        if cents is None:
            raise forms.ValidationError(AMOUNT_WORDS)
        if not LEAST_MINOR <= cents <= MOST_MINOR:
            raise forms.ValidationError(_("A gift card is worth $10 to $500."))
        return cents

    @property
    def amount_minor(self) -> int:
        """Return the chosen amount in cents."""
        own: int | None = self.cleaned_data["other"]
        return own if own is not None else int(self.cleaned_data["amount"]) * 100

    @property
    def email(self) -> str:
        """Return where the receipt goes."""
        return self.account_email or str(self.cleaned_data["buyer_email"])


class CodeForm(forms.Form):
    """The code of a gift card."""

    code = forms.CharField(
        label=_("Gift card code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": MISSING},
    )

    @property
    def words(self) -> str:
        """Return why the code was not taken; "" when it was, or was not looked at yet."""
        return " ".join(map(str, self.errors.get("code", []))) if self.is_bound else ""
