"""HTTP: hands each request to the API, the hosted page or the switches and writes the answer."""

import contextlib
import json
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from nomi.sandbox import pages
from nomi.sandbox.api import Request
from nomi.sandbox.errors import Refusal
from nomi.sandbox.idempotency import dump
from nomi.sandbox.payments import Declined
from nomi.sandbox.state import API_VERSION
from nomi.sandbox.till import Page, open_page, take_form

if TYPE_CHECKING:
    from nomi.sandbox.server import Sandbox

LARGEST_BODY = 1_000_000
HTML = "text/html; charset=utf-8"
CSS = "text/css; charset=utf-8"
JSON = "application/json"
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Server(ThreadingHTTPServer):
    """A thread for each connection, loopback only."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, sandbox: "Sandbox") -> None:
        self.sandbox = sandbox
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a client has gone away; show every other fault."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection, kept open between requests."""

    protocol_version = "HTTP/1.1"
    server: Server
    timeout = 60

    def log_message(self, *_call: Any) -> None:
        """Keep quiet; /_sandbox/state shows what happened."""

    def setup(self) -> None:
        """Send small answers at once."""
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        """Answer a GET."""
        self._route("GET")

    def do_HEAD(self) -> None:
        """Answer a HEAD as a GET without its body."""
        self._route("GET")

    def do_POST(self) -> None:
        """Answer a POST."""
        self._route("POST")

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._route("DELETE")

    def _route(self, method: str) -> None:
        path, _, query = self.path.partition("?")
        try:
            body = self._read_body()
        except ValueError as error:
            self.close_connection = True
            self._send(HTTPStatus.BAD_REQUEST, dump({"error": {"message": str(error)}}))
            return
        if path.startswith("/v1/"):
            self._answer_api(method, path, body or query)
        elif path == pages.STYLE_PATH:
            self._send(HTTPStatus.OK, pages.STYLE, CSS, {"Cache-Control": "max-age=300"})
        elif path.startswith("/pay/"):
            identifier, state = path.removeprefix("/pay/"), self.server.sandbox.state
            is_form = method == "POST"
            self._show(
                take_form(state, identifier, body) if is_form else open_page(state, identifier)
            )
        elif path.startswith("/_sandbox/"):
            self._answer_switch(method, path, body)
        else:
            self._show(Page(404, pages.show_nothing()))

    def _read_body(self) -> str:
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            message = "The body is too large, or its length is none."
            raise ValueError(message)
        raw = self.rfile.read(int(length))
        try:
            return raw.decode()
        except UnicodeDecodeError:
            message = "The body is not UTF-8."
            raise ValueError(message) from None

    def _answer_api(self, method: str, path: str, form: str) -> None:
        request = Request(method=method, path=path, form=form, headers=self.headers)
        answer = self.server.sandbox.api.answer(request)
        if answer is None:
            self.close_connection = True
            return
        headers = {"Request-Id": request.id, "Stripe-Version": API_VERSION}
        if key := self.headers.get("Idempotency-Key"):
            headers["Idempotency-Key"] = key
        if answer.is_replay:
            headers["Idempotent-Replayed"] = "true"
        if answer.status == HTTPStatus.CONFLICT:
            headers["Stripe-Should-Retry"] = "true"
        self._send(answer.status, answer.text, JSON, headers)

    def _show(self, page: Page) -> None:
        headers = {**PRIVATE, "Content-Security-Policy": page.policy}
        if page.location:
            headers["Location"] = page.location
        self._send(page.status, page.html, HTML, headers)

    def _answer_switch(self, method: str, path: str, body: str) -> None:
        try:
            words = dict(json.loads(body)) if body else {}
            found = self.server.sandbox.switches.answer(method, path, words)
        except Declined as error:
            self._send(HTTPStatus.PAYMENT_REQUIRED, dump({"error": str(error)}))
        except Refusal as error:
            self._send(error.status, dump({"error": str(error)}))
        except KeyError as error:
            self._send(HTTPStatus.NOT_FOUND, dump({"error": f"There is no {error}."}))
        except (ValueError, TypeError) as error:
            self._send(HTTPStatus.BAD_REQUEST, dump({"error": str(error)}))
        else:
            self._send(HTTPStatus.OK, dump(found))

    def _send(
        self,
        status: int,
        body: str,
        content_type: str = JSON,
        headers: dict[str, str] | None = None,
    ) -> None:
        raw = body.encode()
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(raw)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(raw)
