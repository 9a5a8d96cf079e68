"""Switches for what goes wrong between a store and Stripe."""

import threading
from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = frozenset({"drop", "500", "429", "delay"})
WEBHOOK_MODES = frozenset(
    {"normal", "never", "twice", "reversed", "early", "unsigned", "old", "lossy"}
)


@dataclass
class Fault:
    """The next `times` calls whose path begins with `path` meet `kind`."""

    kind: str
    path: str = "/v1/"
    times: int = 1
    seconds: float = 1.0
    method: str = ""


@dataclass
class Faults:
    """All switches, safe to set while requests are served; a new start forgets them."""

    pending: list[Fault] = field(default_factory=list)
    webhooks: str = "normal"
    event_version: str = ""
    revoked_keys: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def set(
        self,
        kind: str,
        *,
        path: str = "/v1/",
        times: int = 1,
        seconds: float = 1.0,
        method: str = "",
    ) -> None:
        """Let the next calls under `path` fail: drop (after acting), 500, 429 or delay."""
        if kind not in KINDS:
            message = f"{kind!r} is none of {', '.join(sorted(KINDS))}"
            raise ValueError(message)
        with self.lock:
            self.pending.append(Fault(kind, path, int(times), float(seconds), method.upper()))

    def set_webhooks(self, mode: str) -> None:
        """Say how webhooks go: normal, never, twice, reversed, early, unsigned (wrongly), old."""
        if mode not in WEBHOOK_MODES:
            message = f"{mode!r} is none of {', '.join(sorted(WEBHOOK_MODES))}"
            raise ValueError(message)
        self.webhooks = mode

    def set_event_version(self, version: str) -> None:
        """Let webhooks come in another version of the API; empty for the usual one."""
        self.event_version = version

    def revoke(self, key: str) -> None:
        """Let Stripe refuse a key from now on."""
        with self.lock:
            self.revoked_keys.add(key)

    def restore(self, key: str) -> None:
        """Let Stripe accept a revoked key again."""
        with self.lock:
            self.revoked_keys.discard(key)

    def clear(self) -> None:
        """Let everything go well again."""
        with self.lock:
            self.pending.clear()
            self.revoked_keys.clear()
        self.webhooks, self.event_version = "normal", ""

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that this call meets, and count it down."""
        with self.lock:
            for fault in self.pending:
                if path.startswith(fault.path) and fault.method in {"", method}:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.pending.remove(fault)
                    return fault
        return None

    def show(self) -> dict[str, Any]:
        """Return every switch as it stands; keys are not shown, only how many are revoked."""
        with self.lock:
            return {
                "pending": [asdict(fault) for fault in self.pending],
                "webhooks": self.webhooks,
                "event_version": self.event_version,
                "revoked_keys": len(self.revoked_keys),
            }
