"""The second factor proved anew before somebody looks behind a code (SAFETY.md, P8)."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

FindProofPage = Callable[[HttpRequest], str]
"""Returns where to prove the second factor anew; "" while the last proof is fresh."""


def is_open(form: forms.Form, request: HttpRequest, find_proof_page: FindProofPage) -> bool:
    """Return whether the form may be carried out; a stale second factor stands on it in words."""
    if not form.is_valid():
        return False
    if find_proof_page(request):
        form.add_error(
            None,
            _(
                "Your second factor was proved more than five minutes ago. Prove it again below,"
                " then press the button once more. What you typed is still here."
            ),
        )
        return False
    return True
