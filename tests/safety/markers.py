"""Markers in every private field, and an eye on every place where one could turn up."""

import gzip
import logging
import os
import pickle
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import redis
from celery.signals import before_task_publish
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

from impact.vault.models import Field
from nomi.stack.postgres import get_binaries

PREFIX = "qzvx"
STAFF_PREFIX = "qzvw"
"""What staff write of a woman outside the vault: in the database and on their own pages alone."""
PHONE = "7731"
GZIP = b"\x1f\x8b\x08"


def mark(number: int) -> dict[str, str]:
    """Return what stands in the fields of one woman: nothing of it is anywhere else."""
    values = {name: f"{PREFIX}{number:02}{name.replace('_', '')}" for name in Field.values}
    return values | {"phone": f"+855 {PHONE}{number:04}"}


def list_signs() -> list[bytes]:
    """Return what gives a marker away: as it is, in hex, and of the phones their digits."""
    phones = [f"{PHONE}{number:04}".encode() for number in range(40)]  # a moment holds fewer digits
    plain = [PREFIX.encode(), f"855 {PHONE}".encode(), *phones]
    return [*plain, *(sign.hex().encode() for sign in plain)]


def find_signs(content: bytes | str, signs: Iterable[bytes] = ()) -> list[bytes]:
    """Return the signs that are in the content, whatever their case; packed parts are unpacked."""
    raw = content.encode() if isinstance(content, str) else content
    wanted = list(signs) or list_signs()
    return [sign for part in unpack(raw) for sign in wanted if sign in part.lower()]


def unpack(raw: bytes) -> Iterator[bytes]:
    """Return the bytes and what is compressed in them."""
    yield raw
    place = raw.find(GZIP)
    if place >= 0:
        with suppress(EOFError, gzip.BadGzipFile, ValueError, OSError):
            yield gzip.decompress(raw[place:])


class Watch(logging.Handler):
    """Everything that was logged or sent to a worker while it was on."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.tasks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line as it would be printed."""
        self.lines.append(self.format(record))

    def note_task(self, sender: Any = None, **signal: Any) -> None:
        """Keep a task's name, arguments and headers."""
        self.tasks.append(repr((sender, signal.get("body"), signal.get("headers"))))


@contextmanager
def watching() -> Iterator[Watch]:
    """Listen to the root logger, as it is configured, and to what is sent to workers."""
    watch, root = Watch(), logging.getLogger()
    console = next(one for one in root.handlers if one.formatter and one.filters)
    watch.setFormatter(console.formatter)
    for filter_ in console.filters:
        watch.addFilter(filter_)
    root.addHandler(watch)
    before_task_publish.connect(watch.note_task, weak=False, dispatch_uid="tests.safety")
    try:
        yield watch
    finally:
        before_task_publish.disconnect(dispatch_uid="tests.safety")
        root.removeHandler(watch)


def read_redis(url: str) -> bytes:
    """Return every key of every database there, with what it holds."""
    server = redis.Redis.from_url(url.replace("redis+socket:", "unix:"))
    found = []
    for number in range(int(server.config_get("databases")["databases"])):
        server.select(number)
        found += [key + b" " + read_key(server, key) for key in server.scan_iter(count=1_000)]
    return b"\n".join(found)


def read_key(server: Any, key: bytes) -> bytes:
    """Return what a key holds; of pickled pages the page."""
    kinds = {
        b"string": server.get,
        b"list": lambda one: server.lrange(one, 0, -1),
        b"hash": server.hgetall,
        b"set": server.smembers,
        b"zset": lambda one: server.zrange(one, 0, -1),
    }
    held = kinds[server.type(key)](key)
    parts = [held] if isinstance(held, bytes) else [repr(held).encode()]
    with suppress(pickle.UnpicklingError, EOFError, ValueError, IndexError, TypeError, KeyError):
        loaded = pickle.loads(parts[0])  # noqa: S301 - our own cache
        parts += [one for one in loaded if isinstance(one, bytes)]
    return b" ".join(each for part in parts for each in unpack(part))


def read_sessions() -> str:
    """Return what every session holds."""
    return repr([session.get_decoded() for session in Session.objects.all()])


def dump_database() -> bytes:
    """Return what `pg_dump` writes of the whole database."""
    facts = connection.get_connection_params()
    program = get_binaries() / "pg_dump"
    address = [f"--host={facts['host']}", f"--username={facts.get('user') or 'postgres'}"]
    if facts.get("port"):
        address.append(f"--port={facts['port']}")
    environment = {**os.environ, "PGPASSWORD": str(facts.get("password") or "")}
    done = subprocess.run(
        [program, *address, "--no-password", facts["dbname"]],
        env=environment,
        capture_output=True,
        check=True,
    )
    return done.stdout


def find_everywhere(watch: Watch, signs: Iterable[bytes] = ()) -> dict[str, list[bytes]]:
    """Return the signs in each place that outlives a request; places with none are left out."""
    wanted = list(signs)
    mails = [str(one.message().as_bytes()) for one in mail.outbox]
    places = {
        "database": dump_database(),
        "cache": read_redis(settings.CACHE_REDIS_URL),
        "broker": read_redis(settings.REDIS_URL),
        "sessions": read_sessions(),
        "log": "\n".join(watch.lines),
        "tasks": "\n".join(watch.tasks),
        "mails": "\n".join(mails),
    }
    return {name: found for name, held in places.items() if (found := find_signs(held, wanted))}
