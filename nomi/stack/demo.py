"""`make demo`: the store on this machine, from nothing to a table of addresses."""

import hashlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from nomi.demo.logins import (
    CASE_WORKER_EMAIL,
    COORDINATOR_EMAIL,
    DEMO_PASSWORD,
    DEMO_TOTP_SECRET,
    SHOPPER_EMAIL,
    STAFF_EMAIL,
)
from nomi.stack import leftovers
from nomi.stack.process import StackError
from nomi.stack.store import ROOT, Store

WATCHED = ("nomi", "shop", "impact", "static", "manage.py", "requirements.lock")
SWITCHES = ("DATABASE_URL", "REDIS_URL", "STRIPE_API_KEY")
STRIPE_PORT_DISTANCE = 10_000
LAST_PORT = 65_535
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(*, port: int) -> int:
    """Start the demo, show where it is, and stay until Ctrl-C; return the exit code."""
    for number in ENDINGS:
        signal.signal(number, _end)
    store: Store | None = None
    try:
        store = _open_folder(port)
        _start(store, port)
        _show(store)
        _watch(store)
    except StackError as error:
        _say(f"\n{error}\n")
        return 1
    except KeyboardInterrupt:
        _say("\n")
        return 0
    finally:
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        if store:
            _step("Stopping", store.stop)


def find_stripe_port(port: int) -> int:
    """Return the stand-in's port: far enough that neighbouring demos do not meet."""
    above = port + STRIPE_PORT_DISTANCE
    return above if above <= LAST_PORT else port - STRIPE_PORT_DISTANCE


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _open_folder(port: int) -> Store:
    """Return the store of this port, once nobody else runs it and its ports are free."""
    _refuse_half_switches()
    folder = ROOT / ".local" / f"demo-{port}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        leftovers.claim(folder)
    except leftovers.BusyError:
        message = f"The demo on port {port} runs already."
        raise StackError(f"{message} For a second one: make demo PORT={port + 1}") from None
    except OSError as error:
        message = f"The folder {folder} cannot be used: {error.strerror}."
        raise StackError(
            f"{message} Make it yours (chown), or put the project elsewhere."
        ) from None
    store = Store(folder, port=port, stripe_port=find_stripe_port(port))
    if store.end_leftovers():
        _say("  Ended what an earlier run had left running.\n")
    _refuse_taken_ports(port, *([find_stripe_port(port)] if store.has_stand_in else []))
    return store


def _refuse_half_switches() -> None:
    if os.environ.get("STRIPE_API_KEY") and not os.environ.get("STRIPE_WEBHOOK_SECRETS"):
        message = "STRIPE_API_KEY is set, but STRIPE_WEBHOOK_SECRETS is not."
        raise StackError(f"{message} Set both for the real Stripe, or neither for the stand-in.")


def _refuse_taken_ports(*ports: int) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                message = f"Port {port} cannot be used ({error.strerror})."
                raise StackError(f"{message} Choose another: make demo PORT=8500") from None


def _start(store: Store, port: int) -> None:
    _step("Starting PostgreSQL and Redis", store.start_servers)
    mark = store.folder / "prepared"
    print_of_now = _fingerprint(store, port)
    is_collected = (store.folder / "static" / "staticfiles.json").exists()
    if not (is_collected and mark.exists() and mark.read_text() == print_of_now):
        mark.unlink(missing_ok=True)
        _step("Preparing the database", store.migrate)
        _step("Filling the shelves", lambda: store.manage("seed_demo"))
        _step("Collecting static files", lambda: store.manage("collectstatic", "--noinput", "-v0"))
        mark.write_text(print_of_now)
    _step("Opening the store", store.start_children)


def _step(words: str, act: Callable[[], object]) -> None:
    started = time.monotonic()
    _say(f"  {words} …")
    act()
    _say(f" {time.monotonic() - started:.1f} s\n")


def _say(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()


def _fingerprint(store: Store, port: int) -> str:
    """Return what the prepared database and files depend on: code, switches, the cluster itself."""
    switches = [os.environ.get(name, "") for name in SWITCHES]
    digest = hashlib.sha256(f"{port} {switches}".encode())
    cluster = (store.postgres.data / "PG_VERSION").stat().st_ino if store.postgres else time.time()
    digest.update(f"{cluster}".encode())  # a database of others may have changed at any time
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
        ("Code", f"`make code` prints it; or the secret {DEMO_TOTP_SECRET} in an app"),
        ("Payouts", f"{store.url}/admin/   {COORDINATOR_EMAIL}, approver@…, releaser@…"),
        ("By two", f"{store.url}/admin/   {COORDINATOR_EMAIL}, {CASE_WORKER_EMAIL}"),
        ("Roles", f"{store.url}/admin/   manager@… packer@… content@… auditor@nomi.example"),
        ("Shopper", f"{store.url}/account/login/   {SHOPPER_EMAIL} / {DEMO_PASSWORD}"),
        ("Stripe", f"{store.stripe_url} (stand-in)" if store.has_stand_in else "the real one"),
        ("Mails", str(store.mail_folder)),
        ("Logs", str(store.folder)),
    ]
    _say("\n" + "".join(f"  {name:<9}{value}\n" for name, value in rows))
    _say("\n  Pay with card 4242 4242 4242 4242. Ctrl-C stops everything.\n\n")


def _watch(store: Store) -> NoReturn:
    while True:
        time.sleep(0.5)
        if dead := store.find_dead():
            raise StackError(dead.tell_end("has ended"))
