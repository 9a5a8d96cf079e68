"""Switches for what goes wrong between a store and Stripe."""

import threading
from dataclasses import dataclass, field

KINDS = frozenset({"drop", "500", "429", "delay"})
WEBHOOK_MODES = frozenset({"normal", "never", "twice", "reversed", "early", "unsigned", "old"})


@dataclass
class Fault:
    """The next `times` calls whose path begins with `path` meet `kind`."""

    kind: str
    path: str = "/v1/"
    times: int = 1
    seconds: float = 1.0


@dataclass
class Faults:
    """All switches, safe to set while requests are served."""

    pending: list[Fault] = field(default_factory=list)
    webhooks: str = "normal"
    revoked_keys: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, kind: str, *, path: str = "/v1/", times: int = 1, seconds: float = 1.0) -> None:
        """Let the next calls under `path` fail: drop (after acting), 500, 429 or delay."""
        if kind not in KINDS:
            message = f"{kind!r} is none of {', '.join(sorted(KINDS))}"
            raise ValueError(message)
        with self.lock:
            self.pending.append(Fault(kind, path, times, seconds))

    def set_webhooks(self, mode: str) -> None:
        """Say how webhooks go: normal, never, twice, reversed, early, unsigned (wrongly), old."""
        if mode not in WEBHOOK_MODES:
            message = f"{mode!r} is none of {', '.join(sorted(WEBHOOK_MODES))}"
            raise ValueError(message)
        self.webhooks = mode

    def clear(self) -> None:
        """Let everything go well again."""
        with self.lock:
            self.pending.clear()
            self.revoked_keys.clear()
        self.webhooks = "normal"

    def take(self, path: str) -> Fault | None:
        """Return the fault that this call meets, and count it down."""
        with self.lock:
            for fault in self.pending:
                if path.startswith(fault.path):
                    fault.times -= 1
                    if fault.times <= 0:
                        self.pending.remove(fault)
                    return fault
        return None
