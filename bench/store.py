"""A private store to be bought from, measured and killed."""

import socket
from pathlib import Path
from random import SystemRandom

from nomi.stack.store import Store

NOT_LENT = range(20_000, 32_768)
"""Ports that systems lend to no outgoing line: nobody takes one before its server comes to it."""
MARKS: list[socket.socket] = []
"""The same numbers held for datagrams, until this process ends: others who look see them taken."""


def find_free_port() -> int:
    """Return a loopback port that nobody listens on, and that nobody else is given meanwhile."""
    while True:
        address = ("127.0.0.1", SystemRandom().choice(NOT_LENT))
        mark = socket.socket(type=socket.SOCK_DGRAM)
        try:
            mark.bind(address)
            with socket.socket() as probe:
                probe.bind(address)
        except OSError:
            mark.close()
        else:
            MARKS.append(mark)
            return address[1]


def make_store(folder: Path, *, wsgi: str = "nomi.wsgi", web_workers: int = 2) -> Store:
    """Return a store on free ports, not yet started."""
    return Store(
        folder,
        port=find_free_port(),
        stripe_port=find_free_port(),
        wsgi=wsgi,
        web_workers=web_workers,
    )
