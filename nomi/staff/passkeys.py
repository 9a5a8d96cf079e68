"""Passkeys: allauth's forms, for answers that no browser ever gave too."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms

UNREADABLE = (AttributeError, InvalidSignature, LookupError, OverflowError, TypeError, ValueError)
"""What the reader of answers runs into when one is made up, cut short or signed by another key."""


def read_or_refuse(read: Callable[[], Any]) -> Any:
    """Return what was read; an answer that cannot be read is a wrong one, in the same words."""
    try:
        return read()
    except UNREADABLE:
        raise get_adapter().validation_error("incorrect_code") from None


class AnswerField(forms.JSONField):
    """A passkey's answer; of JSON that Python cannot hold it is a wrong one too.

    Brackets in brackets without end, and numbers of thousands of digits, are JSON all the same.
    """

    def to_python(self, value: Any) -> Any:
        """Return what was read."""
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> None:
        """Show it on no page again: an answer is good once."""


class SignInKeyForm(AuthenticateWebAuthnForm):
    """The passkey in place of a code at the door."""

    credential = AnswerField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        """Return the passkey that answered."""
        return read_or_refuse(super().clean_credential)


class ProveKeyForm(ReauthenticateWebAuthnForm):
    """The passkey of somebody who is signed in."""

    credential = AnswerField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        """Return the passkey that answered."""
        return read_or_refuse(super().clean_credential)


class AddKeyForm(AddWebAuthnForm):
    """A new passkey."""

    credential = AnswerField(widget=forms.HiddenInput)

    def clean(self) -> Any:
        """Return the name and the passkey's answer."""
        return read_or_refuse(super().clean)
