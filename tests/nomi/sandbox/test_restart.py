"""The stand-in as a process: what it answered is on disk, whatever happens to it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from bench.store import find_free_port
from nomi.sandbox import payments
from nomi.sandbox.idempotency import Idempotency
from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.mailbox import SECRET, Mailbox
from tests.nomi.sandbox.scenes import list_event_types, list_sessions, make_params, open_session


class _Process:
    def __init__(self, folder: Path, *words: str) -> None:
        self.folder, self.words, self.port = folder, words, find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: Any = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "nomi.sandbox", "--port", str(self.port)),
                *("--state", str(self.folder), *self.words),
            ],
            cwd=Path(__file__).resolve().parents[3],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert "listens" in self.process.stdout.readline()

    def end(self, number: signal.Signals) -> int:
        os.kill(self.process.pid, number)
        code = int(self.process.wait(timeout=60))
        self.process.stdout.close()
        return code

    def switch(self, door: str, words: dict[str, Any]) -> Any:
        return requests.post(f"{self.url}/_sandbox/{door}", json=words, timeout=60).json()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[_Process]:
    made = _Process(tmp_path / "stripe")
    made.start()
    yield made
    if made.process.poll() is None:
        made.end(signal.SIGKILL)


@pytest.fixture
def process_client(process: _Process) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_standin", base_addresses={"api": process.url}, max_network_retries=2
    )


def test_state_survives_kill(process: _Process, process_client: stripe.StripeClient) -> None:
    client, asked = process_client, make_params()
    paid: Any = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})  # type: ignore[arg-type]
    process.switch(f"pay/{paid.id}", {})
    left_open = open_session(client)
    process.switch("clock", {"seconds": 60})
    before = list_event_types(client)

    process.end(signal.SIGKILL)
    process.start()

    again: Any = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})  # type: ignore[arg-type]
    assert again.id == paid.id
    assert list_sessions(client) == [left_open.id, paid.id]
    assert client.v1.checkout.sessions.retrieve(paid.id).payment_status == "paid"
    assert list_event_types(client) == before
    assert process.switch("clear", {})["clock_ahead"] == 60


def test_webhook_owed_at_the_kill_comes_after_the_next_start(
    process: _Process, process_client: stripe.StripeClient
) -> None:
    mailbox = Mailbox()
    mailbox.answer_with = lambda _number: 500
    mailbox.start()
    process.end(signal.SIGKILL)
    process.words = ("--webhook-url", mailbox.url, "--webhook-secret", SECRET)
    process.start()
    process_client.v1.checkout.sessions.expire(open_session(process_client).id)
    process.end(signal.SIGKILL)
    mailbox.answer_with = lambda _number: 200
    refused = len(mailbox.letters)

    process.start()

    deadline = time.monotonic() + 60
    while len(mailbox.letters) == refused and time.monotonic() < deadline:
        time.sleep(0.02)
    mailbox.stop()
    assert mailbox.letters[-1].event.type == "checkout.session.expired"


def test_kill_in_mid_payment_leaves_whole_payments_only(
    process: _Process, process_client: stripe.StripeClient
) -> None:
    sessions = [open_session(process_client).id for _ in range(30)]

    def pay_all() -> None:
        for session in sessions:
            try:
                process.switch(f"pay/{session}", {})
            except requests.RequestException:
                return

    payer = threading.Thread(target=pay_all)
    payer.start()
    time.sleep(0.06)
    process.end(signal.SIGKILL)
    payer.join()
    process.start()

    page = process_client.v1.checkout.sessions.list({"limit": 100})
    paid = sum(session.payment_status == "paid" for session in page.data)
    booked = process_client.v1.balance_transactions.list({"limit": 100}).data
    told = list_event_types(process_client).count("checkout.session.completed")
    intents = process_client.v1.payment_intents.list({"limit": 100}).data
    assert paid == len(booked) == told == len(intents)


def test_process_ends_quickly_when_asked(process: _Process) -> None:
    started = time.monotonic()

    code = process.end(signal.SIGTERM)

    assert (code, time.monotonic() - started < 20) == (0, True)


def test_taken_port_is_one_clear_line(process: _Process, tmp_path: Path) -> None:
    second = subprocess.run(
        [
            *(sys.executable, "-m", "nomi.sandbox", "--port", str(process.port)),
            *("--state", str(tmp_path / "other")),
        ],
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert second.returncode == 1
    words = f"The Stripe stand-in cannot start on port {process.port}"
    assert second.stderr == f"{words}: [Errno 98] Address already in use.\n"


def test_payment_that_breaks_off_in_the_middle_leaves_nothing(
    client: stripe.StripeClient, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(client)
    before = sandbox.switches.answer("GET", "/_sandbox/state", {})

    with monkeypatch.context() as broken:
        broken.setattr(payments, "complete", lambda *_call, **_words: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            sandbox.pay(session.id)

    assert sandbox.switches.answer("GET", "/_sandbox/state", {}) == before
    sandbox.pay(session.id)


def test_answer_and_its_key_are_kept_together(
    client: stripe.StripeClient, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Idempotency, "_keep", lambda *_call: 1 // 0)
        broken.setattr(sandbox.server, "handle_error", lambda *_call: None)
        with pytest.raises(stripe.APIConnectionError):
            open_session(client, key="cs:1")

    assert sandbox.list_all("session") == []
    open_session(client, key="cs:1")
