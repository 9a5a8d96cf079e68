"""The whole stand-in: started by the command line or by a test."""

import tempfile
import threading
from pathlib import Path

from nomi.sandbox import payments
from nomi.sandbox.api import Api
from nomi.sandbox.courier import Courier
from nomi.sandbox.faults import Faults
from nomi.sandbox.handler import Server
from nomi.sandbox.resources.sessions import expire_overdue
from nomi.sandbox.resources.webhook_endpoints import set_fixed
from nomi.sandbox.state import Body, State
from nomi.sandbox.switches import BUYER, Switches

TICK_SECONDS = 0.5


class Sandbox:
    """The stand-in: `start`, `stop`, and what a test wants to do without HTTP."""

    def __init__(
        self,
        state: Path | None = None,
        *,
        port: int = 0,
        webhook_url: str = "",
        webhook_secret: str = "",
    ) -> None:
        self.state_folder = state or Path(tempfile.mkdtemp(prefix="nomi-stripe-"))
        self.server = Server(port, self)
        self.state = State(self.state_folder)
        self.faults = Faults()
        self.courier = Courier(self.state, self.faults)
        self.api = Api(self.state, self.faults, lambda: self.url)
        self.switches = Switches(self.state, self.faults, self.courier)
        set_fixed(self.state, url=webhook_url, secret=webhook_secret)
        self.over = threading.Event()
        self.threads = [
            threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True),
            threading.Thread(target=self._tick, daemon=True),
        ]

    @property
    def url(self) -> str:
        """Return where the API is, without a slash at the end."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def start(self) -> None:
        """Serve, deliver and watch the clock, each in threads of its own."""
        self.courier.start()
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Stop serving; the state stays on disk."""
        self.over.set()
        if self.threads[0].is_alive():
            self.server.shutdown()
        self.server.server_close()
        self.courier.stop()
        for thread in self.threads:
            if thread.is_alive():
                thread.join(timeout=5)
        self.state.close()

    def pay(
        self,
        session_id: str,
        card: str = payments.GOOD,
        email: str = BUYER,
        *,
        authenticate: bool = True,
    ) -> str:
        """Pay as the hosted page would; return the payment intent's id.

        Raise `payments.Declined` when the bank says no, `errors.Refusal` when the session is over.
        """
        done = payments.pay(
            self.state, session_id, card=card, email=email, authenticate=authenticate
        )
        return str(done["id"])

    def finish_slow(self, session_id: str, *, succeeded: bool) -> None:
        """Let a slow method's money arrive, or fail."""
        payments.finish_slow(self.state, session_id, succeeded=succeeded)

    def list_all(self, kind: str) -> list[Body]:
        """Return every session, payment_intent, charge, refund, event …, newest first."""
        return self.state.list_all(kind)

    def listen(self, url: str, secret: str) -> None:
        """Bring every event to this address from now on."""
        set_fixed(self.state, url=url, secret=secret)

    def advance_clock(self, seconds: int) -> None:
        """Set the stand-in's clock ahead; sessions whose time is over expire at once."""
        self.state.advance_clock(seconds)
        expire_overdue(self.state)

    def deliver_webhooks(self, seconds: float = 60) -> bool:
        """Wait until every webhook was brought; False when some still waits."""
        return self.courier.wait(seconds)

    def _tick(self) -> None:
        """Expire sessions by the clock, asked or not."""
        while not self.over.wait(TICK_SECONDS):
            expire_overdue(self.state)
