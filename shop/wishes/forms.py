"""Where the one mail goes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WishForm(forms.Form):
    """The address of somebody who waits for goods."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For this one mail. Then we forget the address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please fill this in.")},
    )
