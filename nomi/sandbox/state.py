"""The stand-in's memory: every object on disk, so that kill -9 forgets nothing."""

import json
import secrets
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

API_VERSION = "2026-10-28.endive"
"""The version the stand-in speaks; a test holds it to the library's own."""

SCHEMA = """
create table if not exists object (
    seq integer primary key autoincrement, id text unique not null, kind text not null,
    parent text not null default '', created integer not null, body text not null);
create index if not exists object_kind on object (kind, seq);
create index if not exists object_parent on object (parent, kind);
create table if not exists replay (
    key text primary key, fingerprint text not null, status integer not null, body text not null);
create table if not exists setting (name text primary key, value text not null);
"""


class State:
    """Objects by id, in the order of their making. One lock guards every change."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.base = sqlite3.connect(
            folder / "stripe.sqlite3", check_same_thread=False, isolation_level=None
        )
        self.base.execute("pragma journal_mode = wal")
        self.base.execute("pragma synchronous = off")
        self.base.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self.base.close()

    def now(self) -> int:
        """Return the stand-in's clock in seconds; a switch can set it ahead."""
        return int(time.time()) + int(self.get_setting("clock_ahead", "0"))

    def get_setting(self, name: str, default: str) -> str:
        """Return a setting's text."""
        with self.lock:
            row = self.base.execute("select value from setting where name = ?", (name,)).fetchone()
        return row[0] if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self.lock:
            self.base.execute("insert or replace into setting values (?, ?)", (name, value))

    def add(self, kind: str, prefix: str, body: dict[str, Any], parent: str = "") -> dict[str, Any]:
        """Store a new object under a random id and return it."""
        made = {"id": f"{prefix}_{secrets.token_hex(12)}", "created": self.now(), **body}
        with self.lock:
            self.base.execute(
                "insert into object (id, kind, parent, created, body) values (?, ?, ?, ?, ?)",
                (made["id"], kind, parent, made["created"], json.dumps(made)),
            )
        return made

    def find(self, identifier: str, kind: str) -> dict[str, Any] | None:
        """Return the object, None when there is none of that kind."""
        with self.lock:
            row = self.base.execute(
                "select body from object where id = ? and kind = ?", (identifier, kind)
            ).fetchone()
        return json.loads(row[0]) if row else None

    def get(self, identifier: str, kind: str) -> dict[str, Any]:
        """Return an object that must be there."""
        found = self.find(identifier, kind)
        if found is None:
            raise KeyError(identifier)
        return found

    def save(self, body: dict[str, Any]) -> None:
        """Write a changed object back."""
        with self.lock:
            self.base.execute(
                "update object set body = ? where id = ?", (json.dumps(body), body["id"])
            )

    def delete(self, identifier: str) -> None:
        """Forget an object."""
        with self.lock:
            self.base.execute("delete from object where id = ?", (identifier,))

    def list(self, kind: str, parent: str | None = None) -> list[dict[str, Any]]:
        """Return the objects of a kind, newest first."""
        where, words = ("", (kind,)) if parent is None else (" and parent = ?", (kind, parent))
        with self.lock:
            rows = self.base.execute(
                f"select body from object where kind = ?{where} order by seq desc",  # noqa: S608 - our own words
                words,
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def find_replay(self, key: str) -> tuple[str, int, str] | None:
        """Return fingerprint, status and body of the answer first given to a key."""
        with self.lock:
            row = self.base.execute(
                "select fingerprint, status, body from replay where key = ?", (key,)
            ).fetchone()
        return row or None

    def keep_replay(self, key: str, fingerprint: str, status: int, body: str) -> None:
        """Keep an answer for its key."""
        with self.lock:
            self.base.execute(
                "insert or ignore into replay values (?, ?, ?, ?)", (key, fingerprint, status, body)
            )
