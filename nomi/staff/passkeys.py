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

UNREADABLE = (AttributeError, InvalidSignature, LookupError, OverflowError, TypeError, ValueError)
"""What the reader of answers runs into when one is made up, cut short or signed by another key."""


def read_or_refuse(read: Callable[[], Any]) -> Any:
    """Return what was read; an answer that cannot be read is a wrong one, in the same words."""
    try:
        return read()
    except UNREADABLE:
        raise get_adapter().validation_error("incorrect_code") from None


class SignInKeyForm(AuthenticateWebAuthnForm):
    """The passkey in place of a code at the door."""

    def clean_credential(self) -> Any:
        """Return the passkey that answered."""
        return read_or_refuse(super().clean_credential)


class ProveKeyForm(ReauthenticateWebAuthnForm):
    """The passkey of somebody who is signed in."""

    def clean_credential(self) -> Any:
        """Return the passkey that answered."""
        return read_or_refuse(super().clean_credential)


class AddKeyForm(AddWebAuthnForm):
    """A new passkey."""

    def clean(self) -> Any:
        """Return the name and the passkey's answer."""
        return read_or_refuse(super().clean)
