"""Brings webhooks: signed as Stripe signs them, repeated when not taken."""

import hashlib
import hmac
import http.client
import json
import queue
import threading
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

from nomi.sandbox.events import listen
from nomi.sandbox.faults import Faults
from nomi.sandbox.state import State

PAUSES = (0.3, 1, 3, 9, 27)
"""Seconds between tries; the real Stripe goes on for three days."""
TOO_OLD_SECONDS = 600


def sign(body: bytes, secret: str, moment: int) -> str:
    """Return the Stripe-Signature header."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


class Courier:
    """One thread that delivers each event to each endpoint."""

    def __init__(self, state: State, faults: Faults) -> None:
        self.state, self.faults = state, faults
        self.fixed: list[tuple[str, str]] = []
        self.log: deque[dict[str, Any]] = deque(maxlen=2000)
        self.waiting: queue.PriorityQueue[tuple[float, int, int, dict[str, Any] | None]] = (
            queue.PriorityQueue()
        )
        self.count = 0
        self.stopping = False
        self.thread = threading.Thread(target=self._work, daemon=True)
        listen(state, self.take)

    def start(self) -> None:
        """Begin to deliver."""
        self.thread.start()

    def stop(self) -> None:
        """Stop after the delivery under way."""
        self.stopping = True
        self._put(0.0, 0, None)
        self.thread.join(timeout=5)

    def take(self, event: dict[str, Any]) -> None:
        """Take one event to deliver, in the way the switch says."""
        mode = self.faults.webhooks
        if mode == "never" or not self._endpoints(event["type"]):
            return
        if mode == "early":
            self._deliver(event, 0)
            return
        # a reversed batch: of the events of one payment the last comes first
        self.count += 1
        delay = 0.5 - self.count % 500 / 1000 if mode == "reversed" else 0.0
        for _ in range(2 if mode == "twice" else 1):
            self._put(time.monotonic() + delay, 0, event)

    def wait(self, seconds: float = 10) -> bool:
        """Wait until nothing is left to deliver; False when some was."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.waiting.unfinished_tasks == 0:
                return True
            time.sleep(0.01)
        return False

    def _put(self, due: float, tries: int, event: dict[str, Any] | None) -> None:
        self.count += 1
        self.waiting.put((due, self.count, tries, event))

    def _endpoints(self, kind: str) -> list[tuple[str, str]]:
        made = [
            (endpoint["url"], endpoint["secret"])
            for endpoint in self.state.list("webhook_endpoint")
            if endpoint["status"] == "enabled" and ({"*", kind} & set(endpoint["enabled_events"]))
        ]
        return self.fixed + made

    def _work(self) -> None:
        while not self.stopping:
            due, _, tries, event = self.waiting.get()
            if event is not None:
                pause = due - time.monotonic()
                if pause > 0:
                    time.sleep(min(pause, 0.05))
                    self.waiting.put((due, self.count, tries, event))
                elif not self._deliver(event, tries) and tries < len(PAUSES):
                    self._put(time.monotonic() + PAUSES[tries], tries + 1, event)
            self.waiting.task_done()

    def _deliver(self, event: dict[str, Any], tries: int) -> bool:
        body = json.dumps(event).encode()
        moment = self.state.now() - (TOO_OLD_SECONDS if self.faults.webhooks == "old" else 0)
        taken = True
        for url, secret in self._endpoints(event["type"]):
            key = "whsec_wrong" if self.faults.webhooks == "unsigned" else secret
            status = _post(url, body, sign(body, key, moment))
            self.log.append(
                {"event": event["id"], "type": event["type"], "try": tries, "status": status}
            )
            taken = taken and 200 <= status < 300  # noqa: PLR2004 - HTTP's own numbers
        return taken


def _post(url: str, body: bytes, signature: str) -> int:
    address = urlsplit(url)
    line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=15)
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
    try:
        line.request("POST", address.path or "/", body, headers)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()
