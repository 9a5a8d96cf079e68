"""Stripe's idempotency rules: one key, one deed, the same answer."""

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from nomi.sandbox.errors import Refusal
from nomi.sandbox.state import Body, State

LONGEST_KEY = 255
KEPT_SECONDS = 24 * 3600
"""Stripe forgets a key after a day: then the same key acts anew."""


def dump(body: object) -> str:
    """Return a body as Stripe sends it."""
    return json.dumps(body, indent=2)


@dataclass(frozen=True)
class Answer:
    """A status and a body, and whether they were given before."""

    status: int
    text: str
    is_replay: bool = False


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One POST: its key, whose it is, what it asks, and how to do it."""

    key: str
    mode: str
    path: str
    form: str
    cause: Body
    act: Callable[[], Body]

    @property
    def fingerprint(self) -> str:
        """Return a digest of the parameters' bytes."""
        return hashlib.sha256(self.form.encode()).hexdigest()


@dataclass
class Idempotency:
    """Answers already given, and keys under way."""

    state: State
    under_way: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, deed: Deed, *, pause: Callable[[], None]) -> Answer:
        """Do the deed once and keep its answer in the same transaction.

        The same key with the same bytes gives the first answer again; with other bytes or another
        path a 400; while the first is under way a 409. A refused parameter leaves the key unused.
        """
        if not deed.key:
            pause()
            return self._act(deed)
        if len(deed.key) > LONGEST_KEY:
            raise Refusal("Idempotency keys may be 255 characters long at most.")
        name = (deed.mode, deed.key)
        with self.lock:
            if name in self.under_way:
                raise Refusal(
                    "There is currently another in-progress request using this Idempotent Key.",
                    status=409,
                    code="idempotency_key_in_use",
                    kind="idempotency_error",
                )
            self.under_way.add(name)
        try:
            pause()
            return self._find(deed) or self._act(deed)
        finally:
            with self.lock:
                self.under_way.discard(name)

    def _act(self, deed: Deed) -> Answer:
        try:
            with self.state.transaction(deed.cause):
                answer = Answer(200, dump(deed.act()))
                self._keep(deed, answer)
        except Refusal as refusal:
            answer = Answer(refusal.status, dump({"error": refusal.body}))
            if refusal.is_kept:
                self._keep(deed, answer)
        return answer

    def _keep(self, deed: Deed, answer: Answer) -> None:
        if deed.key:
            self.state.run(
                "insert or replace into replay values (?, ?, ?, ?, ?, ?, ?)",
                *(deed.mode, deed.key, deed.path, deed.fingerprint),
                *(answer.status, answer.text, self.state.now()),
            )

    def _find(self, deed: Deed) -> Answer | None:
        rows = self.state.fetch(
            "select path, fingerprint, status, body from replay"
            " where mode = ? and key = ? and moment > ?",
            *(deed.mode, deed.key, self.state.now() - KEPT_SECONDS),
        )
        if not rows:
            return None
        path, fingerprint, status, text = rows[0]
        if path != deed.path:
            raise Refusal(
                "Keys for idempotent requests can only be used for the same endpoint they were"
                f" first used for ('{path}'). Try using a key other than '{deed.key}'.",
                kind="idempotency_error",
            )
        if fingerprint != deed.fingerprint:
            raise Refusal(
                "Keys for idempotent requests can only be used with the same parameters they were"
                f" first used with. Try using a key other than '{deed.key}'.",
                kind="idempotency_error",
            )
        return Answer(status, text, is_replay=True)
