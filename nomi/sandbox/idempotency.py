"""Stripe's idempotency rules: one key, one deed, the same answer."""

import hashlib
import threading
from collections.abc import Callable

from nomi.sandbox.api import dump
from nomi.sandbox.errors import Refusal
from nomi.sandbox.state import State

OK = 200


class Idempotency:
    """Answers already given, and keys under way."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.under_way: set[str] = set()
        self.lock = threading.Lock()

    def run(
        self, key: str, request: str, act: Callable[[], tuple[int, str]]
    ) -> tuple[bool, int, str]:
        """Return whether it is a replay, the status and the body.

        The same key with the same request gives the first answer again; with another request a
        400; while the first is under way a 409. Refused requests are not remembered.
        """
        if not key:
            return False, *act()
        fingerprint = hashlib.sha256(request.encode()).hexdigest()
        with self.lock:
            if key in self.under_way:
                words = "There is currently another in-progress request using this key."
                refusal = Refusal(words, code="idempotency_key_in_use", kind="idempotency_error")
                return False, 409, dump({"error": refusal.body})
            known = self.state.find_replay(key)
            if known is None:
                self.under_way.add(key)
        if known is not None:
            return self._replay(known, fingerprint)
        try:
            status, body = act()
            if status == OK:
                self.state.keep_replay(key, fingerprint, status, body)
        finally:
            with self.lock:
                self.under_way.discard(key)
        return False, status, body

    def _replay(self, known: tuple[str, int, str], fingerprint: str) -> tuple[bool, int, str]:
        first, status, body = known
        if first == fingerprint:
            return True, status, body
        refusal = Refusal(
            "Keys for idempotent requests can only be used with the same parameters they were"
            " first used with.",
            kind="idempotency_error",
        )
        return False, 400, dump({"error": refusal.body})
