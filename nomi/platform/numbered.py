"""Forms with a number for each row: the field's name is a word and the row's key."""

from collections.abc import Mapping
from typing import Any

from django import forms

from nomi.platform.keys import read_key

LINE = "line_"


class PiecesForm(forms.Form):
    """A form with a number of pieces for each line of an order that has some to choose from.

    While somebody fills it in, another may have dealt with the last piece of a line. What she chose
    of it is handed on to the service all the same, which refuses it in words: left out, it would be
    forgotten without any.
    """

    def clean(self) -> dict[str, Any]:
        """Add the numbers that were chosen of lines that have no field any more."""
        values = super().clean() or {}
        for name, typed in self.data.items():
            line_id = read_key(name.removeprefix(LINE))
            if name.startswith(LINE) and line_id and name not in self.fields:
                values[name] = read_key(typed)
        return values

    def read_pieces(self) -> dict[int, int]:
        """Return the chosen pieces of the valid form, by order line."""
        return read_numbers(self.cleaned_data, prefix=LINE)


def read_numbers(values: Mapping[str, Any], *, prefix: str) -> dict[int, int]:
    """Return the numbers above nothing by the key that stands behind the prefix."""
    return {
        int(name.removeprefix(prefix)): number
        for name, number in values.items()
        if name.startswith(prefix) and number
    }
