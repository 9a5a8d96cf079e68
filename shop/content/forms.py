"""What somebody fills in to write to us, and what staff fill in to write a page."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from nomi.platform.lines import LinesField
from shop.content.models import PageVersion

NEEDED = {"required": _("Please fill this in.")}
LONGEST = 4_000


class ContactForm(forms.Form):
    """A message with an address to answer to. `website` is left empty by people."""

    use_required_attribute = False

    text = LinesField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages=NEEDED,
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We answer to this address and use it for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=NEEDED,
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    order_number = forms.CharField(
        label=_("Order number"),
        max_length=40,
        required=False,
        help_text=_("If it is about an order. It is in the receipt."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )


class PageForm(forms.Form):
    """The words of a page."""

    title = forms.CharField(label=_("Title"), max_length=120, widget=UnfoldAdminTextInputWidget)
    description = forms.CharField(
        label=_("In one sentence"),
        max_length=200,
        help_text=_("For search engines and shared links."),
        widget=UnfoldAdminTextInputWidget,
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=60_000,
        help_text=_(
            "Plain HTML: p, h2, h3, ul, ol, li, a, strong, em, table. Everything else is taken"
            " out. What the store knows itself is named, not typed: [[delivery-prices]],"
            " [[cookies]], [[seller]], [[free-delivery-from]], [[return-days]],"
            " [[return-days-after-leaving]]."
        ),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 24}),
    )
    is_draft = forms.BooleanField(
        label=_("Keep as a draft, and leave the page as it is"),
        required=False,
        widget=UnfoldBooleanWidget,
    )


class NewPageForm(PageForm):
    """A page that does not exist yet."""

    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_("One word or a few with hyphens: size-guide stands at /size-guide/."),
        widget=UnfoldAdminTextInputWidget,
    )
    field_order = ("slug",)


class NextPageForm(PageForm):
    """The next version of a page."""

    seen_id = forms.IntegerField(widget=forms.HiddenInput, required=False)


def open_version(version: PageVersion | None) -> dict[str, object]:
    """Return with what the form of the next version opens."""
    if version is None:
        return {}
    return {
        "title": version.title,
        "description": version.description,
        "body": version.body,
        "is_draft": version.state == PageVersion.State.DRAFT,
        "seen_id": version.pk,
    }
