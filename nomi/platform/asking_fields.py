"""Fields that the staff's questions are made of, in the admin's looks."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

NOTHING = ("", "–")


def ask_text(label: Any, *, required: bool = True, most: int = 200, **options: Any) -> Any:
    """Return a line of text to fill in."""
    widget = UnfoldAdminTextInputWidget()
    return forms.CharField(
        label=label, required=required, max_length=most, widget=widget, **options
    )


def ask_words(label: Any, *, most: int = 1_000, rows: int = 4, **options: Any) -> Any:
    """Return several lines of text to fill in."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


def ask_choice(label: Any, choices: Any, *, required: bool = True) -> Any:
    """Return a list to choose from."""
    return forms.ChoiceField(
        label=label, choices=choices, required=required, widget=UnfoldAdminSelectWidget()
    )


def ask_choices(label: Any, choices: Any, *, required: bool = True, **options: Any) -> Any:
    """Return a list to choose several from."""
    widget = UnfoldAdminCheckboxSelectMultipleWidget()
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=widget, **options
    )


def ask_day(label: Any, **options: Any) -> Any:
    """Return a day to fill in."""
    widget = UnfoldAdminTextInputWidget(attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


def ask_number(label: Any, *, required: bool = True, least: int = 0, most: int = 366) -> Any:
    """Return a whole number to fill in."""
    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=required, min_value=least, max_value=most, widget=widget
    )


def ask_amount(label: Any, *, required: bool = True, most: int = 12, places: int = 2) -> Any:
    """Return an amount with its hundredths to fill in."""
    return forms.DecimalField(
        label=label,
        required=required,
        max_digits=most,
        decimal_places=places,
        min_value=0,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
    )
