"""One signed webhook over HTTP."""

import hashlib
import hmac
import http.client
import json
from collections.abc import Callable
from urllib.parse import urlsplit

from nomi.sandbox.state import Body

PATIENCE_SECONDS = 10


def sign(body: bytes, secret: str, moment: int) -> str:
    """Return the Stripe-Signature header."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def post(url: str, event: Body, make_signature: Callable[[bytes], str]) -> int:
    """Post an event; return the status, 0 when nobody answered."""
    body = json.dumps(event, indent=2).encode()
    try:
        address = urlsplit(url)
        is_safe, host, port = address.scheme == "https", address.hostname or "", address.port
    except ValueError:
        return 0
    kind = http.client.HTTPSConnection if is_safe else http.client.HTTPConnection
    line = kind(host, port, timeout=PATIENCE_SECONDS)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": make_signature(body),
        "User-Agent": "Stripe/1.0 (a stand-in)",
    }
    try:
        line.request("POST", address.path or "/", body, headers)
        return line.getresponse().status
    except (OSError, ValueError, http.client.HTTPException):
        return 0
    finally:
        line.close()
