"""What a shopper fills in before everything goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ErasingForm(forms.Form):
    """The account's address, typed once more: nobody erases by a slip."""

    use_required_attribute = False

    email = forms.EmailField(
        label=_("Your e-mail address, to be sure"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please type the address of this account.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Remember whose account it is."""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Refuse another address."""
        email: str = self.cleaned_data["email"]
        if email.lower() != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address of this account."))
        return email
