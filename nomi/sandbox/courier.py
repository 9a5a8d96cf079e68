"""Brings webhooks: signed as Stripe signs them, repeated when not taken, owed on disk."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from nomi.sandbox.faults import Faults
from nomi.sandbox.post import post, sign
from nomi.sandbox.resources.events import count_pending
from nomi.sandbox.resources.webhook_endpoints import KIND, list_takers
from nomi.sandbox.state import Body, State

PAUSES = (0.3, 1, 3, 9, 27, 60, 120, 240, 480)
"""Seconds between tries; the real Stripe goes on for three days."""
TOO_OLD_SECONDS = 600
HOLD_SECONDS, LONGEST_HOLD_SECONDS = 0.5, 3.0
"""Reversed events wait for half a second of quiet, so that there is something to reverse."""
HELD = "held"
WORKERS = 4


def count_lossy(event_id: str) -> int:
    """Return how often an event comes on a bad line: one of ten never, two of ten twice."""
    lot = hashlib.sha256(event_id.encode()).digest()[0] % 10
    return 0 if lot == 0 else 1 + (lot <= 2)  # noqa: PLR2004 - two of ten


class Courier:
    """Threads that deliver each event to each endpoint; the events of one deed in their order."""

    def __init__(self, state: State, faults: Faults) -> None:
        self.state, self.faults = state, faults
        self.bell = threading.Condition()
        self.claimed: set[str] = set()
        self.rings = 0
        self.is_stopping = False
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(WORKERS)]
        state.on_event, state.on_commit = self._plan, self._ring

    def start(self) -> None:
        """Begin to deliver, also what an earlier run still owed."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Stop after the deliveries under way."""
        with self.bell:
            self.is_stopping = True
            self.bell.notify_all()
        for thread in self.threads:
            if thread.is_alive():
                thread.join(timeout=15)

    def wait(self, seconds: float = 60) -> bool:
        """Wait until nothing is left to deliver; False when something was."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            owed = self.state.fetch("select 1 from delivery where state = 'waiting' limit 1")
            if not owed and not self.claimed:
                return True
            time.sleep(0.01)
        return False

    def deliver_again(self, event_id: str) -> int:
        """Bring one event once more to everyone who takes it; return to how many."""
        event = self.state.get(event_id, "event")
        takers = list_takers(self.state, event)
        with self.state.transaction():
            for endpoint in takers:
                self._owe(event_id, endpoint, self.state.batch, time.time())
        self._ring("")
        return len(takers)

    def _plan(self, event: Body) -> None:
        """Owe an event in the transaction that made it, in the way the switch says."""
        mode = self.faults.webhooks
        if mode == "never":
            return
        times = count_lossy(event["id"]) if mode == "lossy" else 1 + (mode == "twice")
        now = time.time()
        batch, due = (HELD, now + HOLD_SECONDS) if mode == "reversed" else (self.state.batch, now)
        for endpoint in list_takers(self.state, event):
            for _ in range(times):
                self._owe(event["id"], endpoint, batch, due)
        if mode == "reversed":
            self.state.run(
                "update delivery set due = min(?, planned + ?)"
                " where batch = ? and state = 'waiting' and tries = 0",
                *(due, LONGEST_HOLD_SECONDS, HELD),
            )

    def _owe(self, event_id: str, endpoint: str, batch: str, due: float) -> None:
        self.state.run(
            "insert into delivery (event, endpoint, batch, planned, due) values (?, ?, ?, ?, ?)",
            *(event_id, endpoint, batch, time.time(), due),
        )

    def _ring(self, batch: str) -> None:
        if batch and self.faults.webhooks == "early":
            with self._claim(batch) as is_mine:
                if is_mine:
                    self._deliver_batch(batch)
            return
        with self.bell:
            self.rings += 1
            self.bell.notify()

    def _work(self) -> None:
        while not self.is_stopping:
            heard = self.rings
            batch, pause = self._find_batch()
            if batch is None:
                with self.bell:
                    # a ring while we looked would otherwise be missed
                    if heard == self.rings and not self.is_stopping:
                        self.bell.wait(pause)
                continue
            with self._claim(batch) as is_mine:
                if is_mine:
                    self._deliver_batch(batch)

    @contextmanager
    def _claim(self, batch: str) -> Iterator[bool]:
        with self.bell:
            is_mine = batch not in self.claimed
            self.claimed.add(batch)
        try:
            yield is_mine
        finally:
            if is_mine:
                with self.bell:
                    self.claimed.discard(batch)
                    self.rings += 1
                    self.bell.notify()

    def _find_batch(self) -> tuple[str | None, float]:
        """Return a batch that is due and nobody's, or how long to sleep."""
        now = time.time()
        rows = self.state.fetch(
            "select batch, min(due) from delivery where state = 'waiting'"
            " group by batch order by 2 limit ?",
            WORKERS * 2,
        )
        with self.bell:
            free = [row for row in rows if row[0] not in self.claimed]
        if not free:
            return None, 1.0
        batch, due = free[0]
        return (batch, 0.0) if due <= now else (None, min(due - now, 1.0))

    def _deliver_batch(self, batch: str) -> None:
        query = (
            "select seq, event, endpoint, tries from delivery"
            " where batch = ? and state = 'waiting' and due <= ? order by seq"
        )
        rows = self.state.fetch(query, batch, time.time())
        if batch == HELD:
            rows.reverse()
        for seq, event_id, endpoint_id, tries in rows:
            if self.is_stopping:
                return
            taken = self._deliver(event_id, endpoint_id, tries)
            self._note(seq, tries, taken=taken)

    def _note(self, seq: int, tries: int, *, taken: bool) -> None:
        if taken or tries >= len(PAUSES):
            done = "taken" if taken else "given up"
            self.state.run(
                "update delivery set state = ?, tries = ? where seq = ?", done, tries + 1, seq
            )
        else:
            self.state.run(
                "update delivery set due = ?, tries = ? where seq = ?",
                *(time.time() + PAUSES[tries], tries + 1, seq),
            )

    def _deliver(self, event_id: str, endpoint_id: str, tries: int) -> bool:
        with self.state.lock:
            endpoint = self.state.find(endpoint_id, KIND)
            if endpoint is None or endpoint["status"] != "enabled":
                return True
            secret = self.state.get_extra(endpoint_id)["secret"]
        event = count_pending(self.state, self.state.get(event_id, "event"))
        event["api_version"] = self.faults.event_version or endpoint["api_version"]
        moment = int(time.time())
        if self.faults.webhooks == "unsigned":
            secret = "whsec_wrong"  # noqa: S105 - it opens nothing
        if self.faults.webhooks == "old":
            moment -= TOO_OLD_SECONDS
        status = post(endpoint["url"], event, lambda body: sign(body, secret, moment))
        self.state.run(
            "insert into delivery_try (event, type, url, try, status, moment)"
            " values (?, ?, ?, ?, ?, ?)",
            *(event_id, event["type"], endpoint["url"], tries, status, time.time()),
        )
        return 200 <= status < 300  # noqa: PLR2004 - HTTP's own numbers
