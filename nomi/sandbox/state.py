"""The stand-in's memory: every object on disk, so that kill -9 forgets nothing."""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nomi.sandbox.errors import missing

API_VERSION = "2026-10-28.endive"
"""The version the stand-in speaks; a test holds it to the library's own."""

Body = dict[str, Any]
SCHEMA = """
create table if not exists thing (
    seq integer primary key autoincrement, id text unique not null, kind text not null,
    livemode integer not null, created integer not null, body text not null);
create index if not exists thing_kind on thing (kind, livemode, seq);
create index if not exists thing_payment on thing (kind, json_extract(body, '$.payment_intent'));
create index if not exists thing_source on thing (json_extract(body, '$.source'))
    where kind = 'balance_transaction';
create index if not exists thing_due on thing (json_extract(body, '$.expires_at'))
    where kind = 'session' and json_extract(body, '$.status') = 'open';
create table if not exists extra (id text primary key, body text not null) without rowid;
create table if not exists replay (
    mode text not null, key text not null, path text not null, fingerprint text not null,
    status integer not null, body text not null, moment integer not null,
    primary key (mode, key)) without rowid;
create table if not exists setting (name text primary key, value text not null) without rowid;
create table if not exists delivery (
    seq integer primary key autoincrement, event text not null, endpoint text not null,
    batch text not null, planned real not null, due real not null,
    tries integer not null default 0, state text not null default 'waiting');
create index if not exists delivery_due on delivery (state, due);
create index if not exists delivery_event on delivery (event);
create table if not exists delivery_try (
    seq integer primary key autoincrement, event text not null, type text not null,
    url text not null, try integer not null, status integer not null, moment real not null);
"""


def make_id(prefix: str) -> str:
    """Return a new identifier."""
    return f"{prefix}_{secrets.token_hex(12)}"


def _ignore(*_call: Any) -> None:
    """Stand in for a listener that is not there."""


class State:
    """Objects by id, in the order of their making.

    One lock guards every change, and what one request changes is one transaction: after kill -9
    it happened wholly, with the answer kept for its idempotency key, or not at all.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.base = sqlite3.connect(
            folder / "standin.sqlite3", check_same_thread=False, isolation_level=None
        )
        self.base.execute("pragma journal_mode = wal")
        # a killed process loses nothing by it: the system keeps what was written
        self.base.execute("pragma synchronous = off")
        self.base.executescript(SCHEMA)
        self.ahead = int(self.get_setting("clock_ahead", "0"))
        self.depth, self.batch, self.has_events = 0, "", False
        self.cause: Body = {"id": None, "idempotency_key": None}
        self.on_event: Callable[[Body], None] = _ignore
        self.on_commit: Callable[[str], None] = _ignore

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self.base.close()

    @contextmanager
    def transaction(self, cause: Body | None = None) -> Iterator[None]:
        """Change several objects or none; `cause` is the request that events will name."""
        finished, is_done = "", False
        with self.lock:
            self.depth += 1
            is_outer = self.depth == 1
            if is_outer:
                self.base.execute("begin immediate")
                self.batch, self.has_events = secrets.token_hex(8), False
                self.cause = cause or {"id": None, "idempotency_key": None}
            try:
                yield
                is_done = True
            finally:
                self.depth -= 1
                if is_outer:
                    self.base.execute("commit" if is_done else "rollback")
            if is_outer and self.has_events:
                finished = self.batch
        if finished:
            self.on_commit(finished)

    def now(self) -> int:
        """Return the stand-in's clock in seconds; a switch can set it ahead."""
        return int(time.time()) + self.ahead

    def advance_clock(self, seconds: int) -> int:
        """Set the clock ahead and return by how much in all."""
        with self.lock:
            self.ahead += seconds
            self.set_setting("clock_ahead", str(self.ahead))
            return self.ahead

    def get_setting(self, name: str, default: str) -> str:
        """Return a setting's text."""
        row = self.fetch("select value from setting where name = ?", name)
        return str(row[0][0]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        self.run("insert or replace into setting values (?, ?)", name, value)

    def fetch(self, query: str, *words: Any) -> list[Any]:
        """Return the rows of a query."""
        with self.lock:
            return self.base.execute(query, words).fetchall()

    def run(self, command: str, *words: Any) -> int:
        """Run one change and return how many rows it touched."""
        with self.lock:
            return self.base.execute(command, words).rowcount

    def add(self, kind: str, body: Body, *, livemode: bool, extra: Body | None = None) -> Body:
        """Store a new object and return it; `extra` belongs to it and is never shown."""
        self.run(
            "insert into thing (id, kind, livemode, created, body) values (?, ?, ?, ?, ?)",
            *(body["id"], kind, livemode, body["created"], json.dumps(body)),
        )
        if extra is not None:
            self.run("insert into extra values (?, ?)", body["id"], json.dumps(extra))
        return body

    def find(self, identifier: str, kind: str, *, livemode: bool | None = None) -> Body | None:
        """Return the object, None when there is none of that kind and mode."""
        rows = self.fetch(
            "select body, livemode from thing where id = ? and kind = ?", identifier, kind
        )
        if not rows or (livemode is not None and bool(rows[0][1]) != livemode):
            return None
        found: Body = json.loads(rows[0][0])
        return found

    def get(
        self, identifier: str, kind: str, *, livemode: bool | None = None, param: str = "id"
    ) -> Body:
        """Return the object or refuse as Stripe does."""
        found = self.find(identifier, kind, livemode=livemode)
        if found is None:
            raise missing(kind, identifier, param=param)
        return found

    def get_extra(self, identifier: str) -> Body:
        """Return what belongs to an object and is not shown."""
        found: Body = json.loads(
            self.fetch("select body from extra where id = ?", identifier)[0][0]
        )
        return found

    def save_extra(self, identifier: str, extra: Body) -> None:
        """Write what belongs to an object and is not shown."""
        self.run("update extra set body = ? where id = ?", json.dumps(extra), identifier)

    def save(self, body: Body) -> None:
        """Write a changed object back."""
        self.run("update thing set body = ? where id = ?", json.dumps(body), body["id"])

    def delete(self, identifier: str) -> None:
        """Forget an object."""
        self.run("delete from thing where id = ?", identifier)

    def list_all(self, kind: str) -> list[Body]:
        """Return every object of a kind, newest first."""
        rows = self.fetch("select body from thing where kind = ? order by seq desc", kind)
        return [json.loads(row[0]) for row in rows]

    def list_overdue(self, now: int) -> list[str]:
        """Return the ids of open sessions whose time is over."""
        rows = self.fetch(
            "select id from thing where kind = 'session' and json_extract(body, '$.status') ="
            " 'open' and json_extract(body, '$.expires_at') <= ?",
            now,
        )
        return [row[0] for row in rows]
