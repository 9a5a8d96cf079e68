"""A field for lines of words, counted as the browser counts them."""

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """Lines of words, each ended in one way: a browser counts a line's end once and sends two."""

    def to_python(self, value: Any) -> str:
        """Return the lines joined by newlines."""
        return "\n".join((super().to_python(value) or "").splitlines())
