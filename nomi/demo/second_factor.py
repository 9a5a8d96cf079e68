"""The code that the demo's staff are asked for: `make code` prints it in place of a phone."""

import hashlib
import hmac
import sys
import time
from base64 import b32decode

from nomi.demo.logins import DEMO_TOTP_SECRET

PERIOD = 30


def make_code(secret: str, *, at: float) -> str:
    """Return the six digits that an authenticator app shows at a moment in seconds (RFC 6238)."""
    count = int(at // PERIOD).to_bytes(8, "big")
    digest = hmac.digest(b32decode(secret), count, hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


if __name__ == "__main__":
    sys.stdout.write(make_code(DEMO_TOTP_SECRET, at=time.time()) + "\n")
