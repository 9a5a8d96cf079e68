"""A private store to be bought from, measured and killed."""

import socket
from contextlib import suppress
from pathlib import Path
from random import SystemRandom

from nomi.stack.store import Store

NOT_LENT = range(20_000, 32_768)
"""Ports that systems lend to no outgoing line: nobody takes one before its server comes to it."""


def find_free_port() -> int:
    """Return a loopback port that nobody listens on, and that stays free for minutes."""
    while True:
        port = SystemRandom().choice(NOT_LENT)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def make_store(folder: Path, *, wsgi: str = "nomi.wsgi", web_workers: int = 2) -> Store:
    """Return a store on free ports, not yet started."""
    return Store(
        folder,
        port=find_free_port(),
        stripe_port=find_free_port(),
        wsgi=wsgi,
        web_workers=web_workers,
    )
