"""`make demo`: the store on this machine, from nothing to a table of addresses."""

import hashlib
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from nomi.demo.logins import DEMO_PASSWORD, SHOPPER_EMAIL, STAFF_EMAIL
from nomi.stack.process import StackError
from nomi.stack.store import ROOT, Store

WATCHED = ("nomi", "shop", "impact", "static", "requirements.lock")


def run(*, port: int) -> int:
    """Start the demo, show where it is, and stay until Ctrl-C; return the exit code."""
    over = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    store = Store(ROOT / ".local" / f"demo-{port}", port=port, stripe_port=port + 1)
    try:
        _refuse_taken_ports(port, port + 1)
        _start(store, over)
        if not over.is_set():
            _show(store)
        return _watch(store, over)
    except StackError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    finally:
        _step("Stopping", store.stop)


def _refuse_taken_ports(*ports: int) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                message = f"Port {port} cannot be used ({error.strerror})."
                raise StackError(f"{message} Choose another: make demo PORT=9000") from None


def _start(store: Store, over: threading.Event) -> None:
    mark = store.folder / "prepared"
    steps: list[tuple[str, Callable[[], object]]] = [
        ("Starting PostgreSQL and Redis", store.start_servers)
    ]
    fingerprint = _fingerprint()
    if not mark.exists() or mark.read_text() != fingerprint:
        steps += [
            ("Preparing the database", lambda: store.manage("migrate", "-v0")),
            ("Filling the shelves", lambda: store.manage("seed_demo")),
            (
                "Collecting static files",
                lambda: store.manage("collectstatic", "--noinput", "-v0"),
            ),
            ("Noting what was prepared", lambda: mark.write_text(fingerprint)),
        ]
    steps.append(("Opening the store", store.start_children))
    for words, act in steps:
        if over.is_set():
            return
        _step(words, act)


def _step(words: str, act: Callable[[], object]) -> None:
    started = time.monotonic()
    sys.stdout.write(f"  {words} …")
    sys.stdout.flush()
    act()
    sys.stdout.write(f" {time.monotonic() - started:.1f} s\n")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in WATCHED:
        top = ROOT / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and path.suffix != ".pyc":
                facts = path.stat()
                digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}".encode())
    return digest.hexdigest()


def _show(store: Store) -> None:
    rows = [
        ("Store", store.url),
        ("Impact", f"{store.url}/impact/"),
        ("Admin", f"{store.url}/admin/   {STAFF_EMAIL} / {DEMO_PASSWORD}"),
        ("Shopper", f"{store.url}/account/login/   {SHOPPER_EMAIL} / {DEMO_PASSWORD}"),
        ("Stripe", f"{store.stripe_url} (stand-in)" if store.has_stand_in else "the real one"),
        ("Mails", str(store.mail_folder)),
        ("Logs", str(store.folder)),
    ]
    sys.stdout.write("\n" + "".join(f"  {name:<9}{value}\n" for name, value in rows))
    sys.stdout.write("\n  Pay with card 4242 4242 4242 4242. Ctrl-C stops everything.\n\n")
    sys.stdout.flush()


def _watch(store: Store, over: threading.Event) -> int:
    while not over.wait(0.5):
        if dead := store.find_dead():
            message = f"{dead.name} has ended. Its last words ({dead.log}):\n{dead.read_log_end()}"
            raise StackError(message)
    sys.stdout.write("\n")
    return 0
