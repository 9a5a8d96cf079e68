"""The component gallery: each component in each state, on one page of the demo."""

from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Full name"))
    email = forms.EmailField(label=_("E-mail"), help_text=_("The receipt goes here."))
    country = forms.ChoiceField(
        label=_("Country"), choices=[("", "-"), ("US", _("United States")), ("CA", _("Canada"))]
    )
    method = forms.ChoiceField(
        label=_("Delivery"),
        choices=[("standard", _("Standard")), ("express", _("Express"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Gift note"), required=False, widget=forms.Textarea)
    terms = forms.BooleanField(label=_("Send me news of new goods"), required=False)


PARTS: list[dict[str, Any]] = [
    {"label": _("Paid to the makers' enterprise"), "value": 980, "text": "$9.80", "kind": "1"},
    {"label": _("Freight"), "value": 160, "text": "$1.60", "kind": "2"},
    {"label": _("Duty"), "value": 110, "text": "$1.10", "kind": "3"},
    {"label": _("Handling"), "value": 70, "text": "$0.70", "kind": "4"},
    {"label": _("Share for training"), "value": 192, "text": "$1.92", "kind": "share"},
    {"label": _("Running the shop"), "value": 288, "text": "$2.88", "kind": "rest"},
]


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    context = {
        "form": SampleForm(auto_id="empty_%s"),
        "wrong_form": SampleForm({"email": "jo@", "note": "For Mai"}, auto_id="wrong_%s"),
        "parts": PARTS,
        "page_obj": Paginator(range(50), 10).page(2),
        "links": [(_("Home"), "/"), (_("Bags"), "/shop/")],
        "steps": [
            {"label": _("Contact"), "url": "#", "state": "done"},
            {"label": _("Delivery"), "url": "", "state": "here"},
            {"label": _("Review and pay"), "url": "", "state": "next"},
        ],
        "here": reverse("account-data"),
        "notes": [
            Message(constants.SUCCESS, gettext("The address is saved.")),
            Message(constants.WARNING, gettext("Only three of these are left.")),
            Message(constants.INFO, gettext("Your basket was kept.")),
        ],
        "rows": [(_("Goods"), "$36.00"), (_("Delivery"), "$4.50"), (_("Sales tax"), "$0.00")],
    }
    return render(request, "demo/gallery.html", context)
