"""The page of a person's e-mail addresses: allauth's own, with one gap closed."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import EmailView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse


class AddressesView(EmailView):
    """Make an address the first one once it is confirmed, never before.

    Allauth lets somebody who has confirmed none take an unconfirmed one; then a typing error, or
    a thief at an open browser, would own the account.
    """

    def _action_primary(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        address = self._get_email_address(request)
        if address is None or address.verified:
            page: HttpResponse | None = super()._action_primary(request, *args, **kwargs)
            return page
        words = "account/messages/unverified_primary_email.txt"
        get_adapter().add_message(request, messages.ERROR, words)
        return None
