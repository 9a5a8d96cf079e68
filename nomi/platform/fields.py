"""Fields of staff forms that several rooms need: amounts, and pictures made safe."""

import re
import secrets
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from nomi.platform.safe_csv import write_amount
from nomi.platform.safe_files import ENDINGS, LARGEST_BYTES, UnsafeFileError, check_picture

AMOUNT = re.compile(r"\d{1,6}(\.\d{1,2})?", re.ASCII)
AMOUNT_WORDS = _("Write an amount like 12.50, with a point and no more than 999999.99.")


def read_amount(text: str) -> int | None:
    """Return the cents of an amount like 12.50; None when it is none."""
    if not AMOUNT.fullmatch(text):
        return None
    whole, _point, part = text.partition(".")
    return int(whole) * 100 + int(f"{part:0<2}")


class CentsField(forms.CharField):
    """An amount that people read and write in dollars and code in cents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}), **options
        )

    def prepare_value(self, value: Any) -> Any:
        """Show cents as dollars; what was typed stays as it was typed."""
        return write_amount(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return cents, None for nothing; refuse anything else in words."""
        if isinstance(value, int) or value in self.empty_values:
            return value if isinstance(value, int) else None
        cents = read_amount(str(value).strip())
        if cents is None:
            raise forms.ValidationError(AMOUNT_WORDS)
        return cents


class PictureField(forms.FileField):
    """A picture, decoded and encoded anew and given a random name, or refused in words."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the safe picture; what was there before, when none was chosen."""
        file = super().clean(data, initial)
        if file is None or not file or file is initial:
            return file
        try:
            # one that is too large is not even read
            safe = check_picture(file.read(LARGEST_BYTES + 1))
        except UnsafeFileError as refusal:
            words = _("%(words)s Choose the picture again.")
            raise forms.ValidationError(words, params={"words": str(refusal)}) from None
        name = f"{secrets.token_hex(16)}.{ENDINGS[safe.media_type]}"
        return ContentFile(safe.content, name=name)
