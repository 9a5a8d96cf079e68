"""A private store to be bought from, measured and killed."""

import socket
from pathlib import Path

from nomi.stack.store import Store


def find_free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
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
