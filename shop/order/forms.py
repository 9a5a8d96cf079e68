"""What an order's page asks of whoever holds its link."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProofForm(forms.Form):
    """The e-mail address that the order was made with."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The address that your receipt came to."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please fill this in.")},
    )
