"""One client and one set of error names for every door to Stripe.

The doors themselves are the rooms' own `gateway.py`: this module makes the client they call and
gives Stripe's errors our names. Nothing that calls Stripe may run inside a transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import stripe
from django.conf import settings

API_VERSION: str = stripe.api_version
"""The version every object is read in: the SDK's own."""
CONNECT_SECONDS, READ_SECONDS, RETRIES = 3, 15, 2
HTTP_NOT_FOUND = 404


class StripeUnavailable(Exception):  # noqa: N818 - says what happened
    """Stripe did not answer, or asked us to come back later. Nothing is known about the call."""


class KeyRevoked(StripeUnavailable):
    """Stripe refuses our key: no call will succeed until someone changes it."""


class StripeRefused(Exception):  # noqa: N818 - says what happened
    """Stripe understood the request and refused it; `args[0]` says why."""


class ObjectUnknown(StripeRefused):
    """Stripe has no object of that id."""


class IdempotencyMismatch(StripeRefused):
    """The key was used before with other parameters: a fault of ours."""


@cache
def _make_client(key: str, base: str) -> stripe.StripeClient:
    """Return this process's one client for a key and an address."""
    return stripe.StripeClient(
        key,
        max_network_retries=RETRIES,
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
    )


def get_client() -> stripe.StripeClient:
    """Return the client of the settings' key; raise `KeyRevoked` when no key is set."""
    if not settings.STRIPE_API_KEY:
        raise KeyRevoked("No Stripe key is set.")
    return _make_client(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE)


@contextmanager
def translated() -> Iterator[None]:
    """Give Stripe's errors our names; their texts are for the log, never for a shopper."""
    try:
        yield
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise KeyRevoked(str(error)) from error
    except stripe.IdempotencyError as error:
        raise IdempotencyMismatch(str(error)) from error
    except stripe.InvalidRequestError as error:
        name = ObjectUnknown if error.http_status == HTTP_NOT_FOUND else StripeRefused
        raise name(str(error)) from error
    except stripe.CardError as error:
        raise StripeRefused(str(error)) from error
    except stripe.StripeError as error:
        raise StripeUnavailable(str(error)) from error


def create_raw_session(*, params: dict[str, Any], idempotency_key: str) -> dict[str, Any]:
    """Create a hosted Checkout Session, or get the same one again for the same key and bytes."""
    asked: Any = {**params, "expand": ["payment_intent"]}
    with translated():
        made = get_client().v1.checkout.sessions.create(asked, {"idempotency_key": idempotency_key})
    return made.to_dict()


def get_raw_session(*, session_id: str) -> dict[str, Any]:
    """Return the session as it stands at Stripe; raise `ObjectUnknown` when there is none."""
    with translated():
        found = get_client().v1.checkout.sessions.retrieve(
            session_id, {"expand": ["payment_intent.latest_charge"]}
        )
    return found.to_dict()
