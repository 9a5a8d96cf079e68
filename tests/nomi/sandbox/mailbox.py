"""A store's webhook door, reduced to what a test wants to know: what came, how it was signed."""

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import stripe

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "whsec_mailbox"


@dataclass(frozen=True)
class Letter:
    """One delivery."""

    body: bytes
    signature: str

    @property
    def event(self) -> Any:
        """Return the event, once its signature was found good by Stripe's own code."""
        return stripe.Webhook.construct_event(self.body, self.signature, SECRET)

    @property
    def type(self) -> str:
        """Return the event's type, whatever the signature says."""
        return str(stripe.Webhook.construct_event_without_verification(self.body).type)


class Mailbox:
    """Takes webhooks; `answer_with` says with which status, `on_letter` what happens meanwhile."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.answer_with: Callable[[int], int] = lambda _number: 200
        self.on_letter: Callable[[Letter], None] = lambda _letter: None
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Return where webhooks go."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/stripe/webhook/"

    @property
    def types(self) -> list[str]:
        """Return the types of what came, in order."""
        return [letter.type for letter in self.letters]

    def start(self) -> None:
        """Open the door."""
        self.thread.start()

    def stop(self) -> None:
        """Close it."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=60)

    def take(self, letter: Letter) -> int:
        """Keep a letter and return the status to answer."""
        with self.lock:
            self.letters.append(letter)
            number = len(self.letters)
        self.on_letter(letter)
        return self.answer_with(number)

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        mailbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = mailbox.take(Letter(body, self.headers["Stripe-Signature"]))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_call: Any) -> None:
                pass

        return Handler
