"""Markers in every private field, and an eye on every place where one could turn up."""

import logging
import os
import re
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import redis
from celery.signals import before_task_publish
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from impact.vault.models import Field
from nomi.stack.postgres import get_binaries

PREFIX = "qzvxkwjq"
"""So long that no token, number or digest holds it by chance: a page has some, a run thousands."""
STAFF_PREFIX = "qzvwjxkq"
"""What staff write of a woman outside the vault: in the database and on their own pages alone."""
PHONE = "85577319426"
GZIP = b"\x1f\x8b\x08"


def mark(number: int) -> dict[str, str]:
    """Return what stands in the fields of one woman: nothing of it is anywhere else."""
    values = {name: f"{PREFIX}{number:02}{name.replace('_', '')}" for name in Field.values}
    return values | {"phone": f"+{PHONE}{number:04}"}


def build_sign(*words: str) -> re.Pattern[bytes]:
    """Return what finds any of the words: as it is or in hex, whatever the case."""
    plain = [word.encode() for word in words]
    found = [re.escape(one) for one in (*plain, *(one.hex().encode() for one in plain))]
    return re.compile(b"|".join(found), re.IGNORECASE)


STAFF_SIGN = build_sign(STAFF_PREFIX)
BY_ITSELF = rf"(?<![0-9a-z]){PHONE[-4:]}00[0-3][0-9](?![0-9a-z]|-[0-9a-f]{{4}}-)"
"""The last eight digits of a phone, which are all that the index compares; a UUID may begin so."""
SIGN = re.compile(
    build_sign(PREFIX, PHONE).pattern + f"|{BY_ITSELF}".encode(),
    re.IGNORECASE,
)
"""What gives away what lies in the vault."""


def find_signs(content: bytes | str, sign: re.Pattern[bytes] = SIGN) -> list[bytes]:
    """Return each sign in the content; packed parts are unpacked."""
    raw = content.encode() if isinstance(content, str) else content
    return [found for part in unpack(raw) for found in sign.findall(part)]


def unpack(raw: bytes) -> Iterator[bytes]:
    """Return the bytes, and all that is compressed anywhere in them."""
    yield raw
    place = raw.find(GZIP)
    while place >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj(wbits=31).decompress(raw[place:])
        place = raw.find(GZIP, place + 1)


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
    """Return what a key holds, packed pages unpacked."""
    kinds = {
        b"string": server.get,
        b"list": lambda one: server.lrange(one, 0, -1),
        b"hash": server.hgetall,
        b"set": server.smembers,
        b"zset": lambda one: server.zrange(one, 0, -1),
    }
    read = kinds.get(server.type(key))  # it may have ended since its name was read
    held = read(key) if read else b""
    return b" ".join(unpack(held if isinstance(held, bytes) else repr(held).encode()))


def read_mail(message: EmailMessage) -> bytes:
    """Return a mail as it is sent, and each of its parts as it is read: lines are not broken."""
    sent = message.message()
    parts = [part.get_payload(decode=True) or b"" for part in sent.walk()]
    return b"\n".join([sent.as_bytes(), *(part for part in parts if isinstance(part, bytes))])


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


def find_everywhere(watch: Watch, *signs: re.Pattern[bytes]) -> tuple[dict[str, list[bytes]], ...]:
    """Return, for each kind of sign, those in each place that outlives a request, if any."""
    places: dict[str, bytes | str] = {
        "database": dump_database(),
        "cache": read_redis(settings.CACHE_REDIS_URL),
        "broker": read_redis(settings.REDIS_URL),
        "sessions": read_sessions(),
        "log": "\n".join(watch.lines),
        "tasks": "\n".join(watch.tasks),
        "mails": b"\n".join(map(read_mail, mail.outbox)),
    }
    return tuple(
        {name: found for name, held in places.items() if (found := find_signs(held, sign))}
        for sign in signs
    )
