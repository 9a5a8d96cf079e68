"""What a buyer fills in about goods."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nomi.platform.lines import LinesField
from shop.reviews.services import Written

EMPTY = _("Please fill this in.")
SCORES = (
    (5, _("5 – very good")),
    (4, _("4 – good")),
    (3, _("3 – fair")),
    (2, _("2 – poor")),
    (1, _("1 – bad")),
)


class ReviewForm(forms.Form):
    """A score, a title, words, and a name of her choice."""

    use_required_attribute = False

    score = forms.TypedChoiceField(
        label=_("How good is it?"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    title = forms.CharField(
        label=_("In a few words"), max_length=100, error_messages={"required": EMPTY}
    )
    body = LinesField(
        label=_("What should others know?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Plain words. Links are shown as text."),
        error_messages={"required": EMPTY},
    )
    name = forms.CharField(
        label=_("Name to show"),
        max_length=60,
        required=False,
        help_text=_("Any name you like. Without one it says “A buyer”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    changes = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def is_change(self) -> bool:
        """Return whether the page was opened to change a review that was there."""
        return bool(self.cleaned_data["changes"])

    def read(self) -> Written:
        """Return what was written."""
        return Written(
            score=self.cleaned_data["score"],
            title=self.cleaned_data["title"],
            body=self.cleaned_data["body"],
            name=self.cleaned_data["name"],
        )


def read_review(review: Any | None) -> dict[str, Any]:
    """Return with what the form opens: what was written before, or nothing."""
    if review is None:
        return {}
    return {
        "score": review.score,
        "title": review.title,
        "body": review.body,
        "name": review.name,
        "changes": True,
    }
