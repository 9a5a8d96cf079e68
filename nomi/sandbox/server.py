"""The stand-in as a server: the API under /v1, the hosted page under /pay, switches aside."""

import contextlib
import json
import secrets
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nomi.sandbox import pages, payments, sessions
from nomi.sandbox.api import Api, dump
from nomi.sandbox.courier import Courier
from nomi.sandbox.errors import Refusal
from nomi.sandbox.faults import Faults
from nomi.sandbox.forms import decode_form
from nomi.sandbox.idempotency import Idempotency
from nomi.sandbox.state import API_VERSION, State
from nomi.sandbox.switches import Switches

HTML = "text/html; charset=utf-8"
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


class Sandbox:
    """The whole stand-in: `start`, `stop`, and what a test wants to do without HTTP."""

    def __init__(
        self,
        state: Path | None = None,
        *,
        port: int = 0,
        webhook_url: str = "",
        webhook_secret: str = "",
    ) -> None:
        folder = state or Path(tempfile.mkdtemp(prefix="nomi-stripe-"))
        self.state_folder = folder
        self.state = State(folder)
        self.faults = Faults()
        self.courier = Courier(self.state, self.faults)
        if webhook_url:
            self.courier.fixed.append((webhook_url, webhook_secret))
        self.api = Api(self.state, lambda: self.url)
        self.idempotency = Idempotency(self.state)
        self.switches = Switches(self.state, self.faults, self.courier)
        self.server = _Server(("127.0.0.1", port), self)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Return where the API is, without a slash at the end."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def start(self) -> None:
        """Serve and deliver in threads of their own."""
        self.courier.start()
        self.thread.start()

    def stop(self) -> None:
        """Stop serving; the state stays on disk."""
        self.server.shutdown()
        self.server.server_close()
        self.courier.stop()
        self.state.close()

    def pay(
        self, session_id: str, card: str = payments.GOOD, email: str = "buyer@shopper.example"
    ) -> str:
        """Pay as the hosted page would; return the payment intent's id."""
        return str(payments.pay(self.state, session_id, card=card, email=email)["id"])

    def finish_slow(self, session_id: str, *, succeeded: bool) -> None:
        """Let a slow method's money arrive, or fail."""
        payments.finish_slow(self.state, session_id, succeeded=succeeded)

    def advance_clock(self, seconds: int) -> None:
        """Set the stand-in's clock ahead."""
        ahead = int(self.state.get_setting("clock_ahead", "0")) + seconds
        self.state.set_setting("clock_ahead", str(ahead))

    def deliver_webhooks(self, seconds: float = 10) -> bool:
        """Wait until every webhook was brought; False when some still waits."""
        return self.courier.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        super().__init__(address, _Handler)

    def handle_error(self, *_call: Any) -> None:
        """Say nothing when a client has gone away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 30

    def log_message(self, *_call: Any) -> None:
        """Keep quiet; /_sandbox/state shows what happened."""

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(6, 1, 1)  # TCP_NODELAY: answers are small

    def do_GET(self) -> None:
        """Answer a GET."""
        self._route("GET")

    def do_POST(self) -> None:
        """Answer a POST."""
        self._route("POST")

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._route("DELETE")

    def _route(self, method: str) -> None:
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode() if length else ""
        if address.path.startswith("/v1/"):
            self._answer_api(method, address.path, body or address.query, has_body=bool(body))
        elif address.path.startswith("/pay/"):
            self._answer_page(method, address.path.removeprefix("/pay/"), body)
        elif address.path == "/_sandbox/style.css":
            self._send(200, pages.STYLE, "text/css; charset=utf-8")
        elif address.path.startswith("/_sandbox/"):
            words = json.loads(body) if body else {}
            try:
                found = self.server.sandbox.switches.answer(method, address.path, words)
                self._send(200, dump(found))
            except (Refusal, payments.Declined, ValueError, KeyError) as error:
                self._send(400, dump({"error": str(error)}))
        else:
            self._send(404, dump({"error": {"message": "Nothing here."}}))

    def _answer_api(self, method: str, path: str, form: str, *, has_body: bool) -> None:
        sandbox = self.server.sandbox
        fault = sandbox.faults.take(path)
        if fault and fault.kind == "delay":
            time.sleep(fault.seconds)
        if fault and fault.kind in {"500", "429"}:
            code = "rate_limit" if fault.kind == "429" else ""
            refusal = Refusal("Asked to fail.", status=int(fault.kind), code=code, kind="api_error")
            self._send(refusal.status, dump({"error": refusal.body}))
            return
        replayed, (status, answer) = False, self._refuse_key()
        if not status:
            key = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
            replayed, status, answer = sandbox.idempotency.run(
                key,
                f"{method} {path} {form if has_body else ''}",
                lambda: self._act(method, path, form),
            )
        if fault and fault.kind == "drop":
            self.close_connection = True
            return
        self._send(status, answer, replayed=replayed)

    def _refuse_key(self) -> tuple[int, str]:
        key = self._key()
        good = key.startswith(("sk_test_", "rk_test_", "sk_live_", "rk_live_"))
        if good and key not in self.server.sandbox.faults.revoked_keys:
            return 0, ""
        words = "Expired API Key provided." if good else "Invalid API Key provided."
        code = "api_key_expired" if good else ""
        return 401, dump({"error": Refusal(words, status=401, code=code).body})

    def _key(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ").strip()

    def _act(self, method: str, path: str, form: str) -> tuple[int, str]:
        livemode = "_live_" in self._key()
        try:
            answer = self.server.sandbox.api.answer(
                method, path, decode_form(form), livemode=livemode
            )
        except Refusal as refusal:
            return refusal.status, dump({"error": refusal.body})
        return 200, dump(answer)

    def _answer_page(self, method: str, identifier: str, body: str) -> None:
        state = self.server.sandbox.state
        try:
            session = sessions.get_session(state, identifier)
        except Refusal:
            self._send(404, "No such page.", HTML)
            return
        if session["status"] != "open":
            self._send(200, pages.show_over(session), HTML)
        elif method == "POST":
            self._take_form(session, decode_form(body))
        else:
            items = sessions.get_data(state, identifier)["items"]
            self._send(200, pages.show_payment(session, items), HTML)

    def _take_form(self, session: dict[str, Any], form: dict[str, str]) -> None:
        state, identifier = self.server.sandbox.state, session["id"]
        method, email = form.get("method", "card"), form.get("email", "").strip()
        card = "".join(form.get("card", "").split())
        if method == "card" and card == payments.THREE_D_SECURE:
            self._send(200, pages.show_three_d_secure(session, email), HTML)
            return
        card = {"slow": payments.SLOW, "confirm": payments.THREE_D_SECURE}.get(method, card)
        try:
            if method == "refuse":
                payments.refuse_authentication(state, identifier)
            payments.pay(state, identifier, card=card, email=email)
        except payments.Declined as words:
            items = sessions.get_data(state, identifier)["items"]
            page = pages.show_payment(session, items, error=str(words), email=email)
            self._send(402, page, HTML)
            return
        except Refusal:
            self._send(200, pages.show_over(sessions.get_session(state, identifier)), HTML)
            return
        where = session["success_url"].replace("{CHECKOUT_SESSION_ID}", identifier)
        self._send(303, "", HTML, location=where)

    def _send(
        self,
        status: int,
        body: str,
        content_type: str = "application/json",
        *,
        location: str = "",
        replayed: bool = False,
    ) -> None:
        raw = body.encode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(raw)))
            self.send_header("Request-Id", f"req_{secrets.token_hex(7)}")
            self.send_header("Stripe-Version", API_VERSION)
            if content_type == HTML:
                self.send_header("Content-Security-Policy", POLICY)
            if location:
                self.send_header("Location", location)
            if replayed:
                self.send_header("Idempotent-Replayed", "true")
            self.end_headers()
            self.wfile.write(raw)
