"""The login door's own questions, answered for this store."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from nomi.platform.encryption import seal, unseal
from nomi.platform.limits import HOUR, Limit, count_try
from nomi.platform.visitors import find_network

CONTEXT = "mfa_authenticator.data"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors whose secrets are sealed: a copy of the database makes no codes."""

    def encrypt(self, text: str) -> str:
        """Seal a secret under the first key of DATA_KEYS."""
        return urlsafe_b64encode(seal(text.encode(), context=CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret; raise `SealBrokenError` for anything else."""
        return unseal(urlsafe_b64decode(encrypted_text), context=CONTEXT).decode()

    def get_totp_issuer(self) -> str:
        """Return the name that the app shows beside the codes."""
        return "Nomi"

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Return whether to ask for a code at login; not staff where the demo's switch is on."""
        if settings.STAFF_WITHOUT_SECOND_FACTOR and getattr(user, "is_staff", False):
            return False
        return bool(super().is_mfa_enabled(user, types))


class DoorAdapter(DefaultAccountAdapter):
    """The login door, which nobody can shut for somebody else."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait five minutes, then try again."),
    }

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords for a name from one network together, not for the name alone.

        By the name alone a stranger could keep its owner out for as long as he goes on trying.
        """
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{find_network(request)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of the door, of one kind at most so many an hour to one address.

        Anybody may type anybody's address here, so the page answers as always and her mailbox is
        not flooded. Nor is she kept out: the links of the mails that did go work for days.
        """
        limit = Limit(name=template_prefix, most=settings.ACCOUNT_MAILS_PER_HOUR, seconds=HOUR)
        if not count_try(limit, who=email.lower()):
            super().send_mail(template_prefix, email, context)
