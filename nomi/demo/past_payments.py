"""Past payments at the stand-in: it remembers them, so that the books and Stripe agree on them.

Written into the stand-in's memory before it starts, with its clock set back, through the very calls
that a shopper's payment makes. Staff can therefore also give such a payment back.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from nomi.sandbox.cards import GOOD
from nomi.sandbox.payments import pay
from nomi.sandbox.resources.sessions import create_session
from nomi.sandbox.routing import Call
from nomi.sandbox.state import State
from shop.stripe_checkout.models import PaymentAttempt
from shop.stripe_checkout.request import build_session_params


@dataclass(frozen=True, kw_only=True)
class PastPayment:
    """The ids under which the stand-in, or nobody, remembers a payment."""

    session_id: str
    payment_intent_id: str
    charge_id: str


class Till:
    """Takes past payments; without a stand-in's memory it only makes up their ids."""

    def __init__(self, state: State | None) -> None:
        self.state = state

    def pay(
        self, *, attempt: PaymentAttempt, order: Any, placed_at: datetime, paid_at: datetime
    ) -> PastPayment:
        """Pay an order as if at that moment, and return the ids of it."""
        if self.state is None:
            return PastPayment(
                session_id=f"cs_test_past{attempt.uid.hex}",
                payment_intent_id=f"pi_past{attempt.uid.hex}",
                charge_id=f"ch_past{attempt.uid.hex}",
            )
        with self.state.transaction():
            session = self._open(attempt=attempt, order=order, at=placed_at)
            self.set_clock(paid_at)
            intent = pay(self.state, session["id"], card=GOOD, email=order.guest_email)
        return PastPayment(
            session_id=session["id"],
            payment_intent_id=intent["id"],
            charge_id=intent["latest_charge"],
        )

    def open_page(
        self, *, attempt: PaymentAttempt, order: Any, at: datetime
    ) -> dict[str, Any] | None:
        """Open a page to pay the order on; None when nobody remembers one."""
        if self.state is None:
            return None
        with self.state.transaction():
            return self._open(attempt=attempt, order=order, at=at)

    def _open(self, *, attempt: PaymentAttempt, order: Any, at: datetime) -> dict[str, Any]:
        asked = build_session_params(
            attempt=attempt, order=order, email=order.guest_email, token="past"
        )
        return self.open_session(asked, livemode=attempt.livemode, at=at)

    def open_session(
        self, asked: dict[str, Any], *, livemode: bool, at: datetime
    ) -> dict[str, Any]:
        """Open a page as if at that moment, by the parameters that the store would send."""
        call = Call(
            path="/v1/checkout/sessions",
            params=_write_as_form(asked),
            livemode=livemode,
            root=settings.STRIPE_API_BASE,
        )
        self.set_clock(at)
        return create_session(self.get_state(), call)

    def get_state(self) -> State:
        """Return the stand-in's memory; raise `LookupError` where there is none."""
        if self.state is None:
            raise LookupError("No stand-in remembers payments here.")
        return self.state

    def set_clock(self, moment: datetime) -> None:
        """Set the clock of this memory back; a stand-in that starts later knows nothing of it."""
        self.get_state().ahead = int(moment.timestamp()) - int(time.time())


@contextmanager
def open_till() -> Iterator[Till]:
    """Open the memory of the stand-in that the demo is about to start, if it starts one."""
    if not settings.STAND_IN_FOLDER:
        yield Till(None)
        return
    state = State(Path(settings.STAND_IN_FOLDER))
    try:
        yield Till(state)
    finally:
        state.close()


def _write_as_form(value: Any) -> Any:
    """Return parameters as they arrive over the wire: texts in groups and lists."""
    if isinstance(value, dict):
        return {name: _write_as_form(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_write_as_form(part) for part in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
