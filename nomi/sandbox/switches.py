"""The stand-in's own doors under /_sandbox/: look inside, set faults, pay without a browser."""

import json
from typing import TYPE_CHECKING, Any

from nomi.sandbox.billing import bill_due, set_card
from nomi.sandbox.cards import GOOD
from nomi.sandbox.courier import Courier
from nomi.sandbox.faults import Faults
from nomi.sandbox.payments import finish_slow, pay
from nomi.sandbox.resources.accounts import close_to_transfers
from nomi.sandbox.resources.disputes import answer_dispute, close_dispute, open_dispute
from nomi.sandbox.resources.fraud_warnings import warn
from nomi.sandbox.resources.payouts import finish_payout
from nomi.sandbox.resources.refunds import OUTCOME, finish_refund
from nomi.sandbox.resources.sessions import expire_overdue, get_session
from nomi.sandbox.resources.transfer_reversals import refuse_later
from nomi.sandbox.state import Body, State

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = (
    "session", "payment_intent", "charge", "refund", "balance_transaction", "event",
    "webhook_endpoint", "account", "transfer", "transfer_reversal", "payout",
    "dispute", "fraud_warning", "customer", "subscription", "invoice",
)  # fmt: skip
OUTCOMES = ("succeeded", "pending", "failed")
BUYER = "buyer@shopper.example"
DOORS = {
    "GET state": "every object by kind, newest first; state/session for one kind",
    "GET session/<session>": "one session, whatever its mode",
    "GET deliveries": "each try to bring a webhook, newest first",
    "GET faults": "the switches as they stand",
    "POST faults": "kind (drop, 500, 429, delay) with path, times, seconds, method; webhooks"
    " (normal, never, twice, reversed, early, unsigned, old, lossy: a tenth never and a fifth"
    " twice); event_version; refunds (succeeded, pending, failed); revoke or restore a key",
    "POST clear": "everything goes well again",
    "POST clock": "seconds to set the clock ahead",
    "POST pay/<session>": "card, email, authenticate: pay without a browser",
    "POST finish/<session>": "succeeded: whether a slow payment's money arrives",
    "POST refund/<refund>": "succeeded: how a refund ends",
    "POST transfer/<transfer>": "amount (else all of it): the receiver sends it back",
    "POST account/<account>": "closed: whether it takes no more transfers",
    "POST payout/<payout>": "succeeded: whether it arrives at the bank",
    "POST dispute/<charge>": "amount (else all that is left): the buyer's bank takes it back",
    "POST dispute/<dispute>": "answered: evidence is sent in; won: how the bank decides",
    "POST warn/<charge>": "the issuer warns that it may be fraud",
    "POST card/<customer>": "card: what is tried for the months to come",
    "POST deliver/<event>": "bring one event again",
}


class Switches:
    """What /_sandbox/ answers: JSON in, JSON out."""

    def __init__(self, state: State, faults: Faults, courier: Courier) -> None:
        self.state, self.faults, self.courier = state, faults, courier
        self.doors: dict[str, Callable[[str, Body], Any]] = {
            "GET ": lambda _rest, _words: DOORS,
            "GET state": self._show_state,
            "GET session": lambda rest, _words: get_session(self.state, rest),
            "GET deliveries": self._show_deliveries,
            "GET faults": lambda _rest, _words: self._show_faults(),
            "POST faults": self._set_faults,
            "POST clear": self._clear,
            "POST clock": self._set_clock,
            "POST pay": self._pay,
            "POST finish": self._finish,
            "POST refund": self._finish_refund,
            "POST transfer": self._send_back,
            "POST account": self._close_account,
            "POST payout": self._finish_payout,
            "POST dispute": self._dispute,
            "POST warn": lambda rest, _words: warn(self.state, rest),
            "POST deliver": self._deliver,
            "POST card": self._set_card,
        }

    def answer(self, method: str, path: str, words: Body) -> Any:
        """Do what one switch says and return what it shows; raise `KeyError` for no such door."""
        name, _, rest = path.removeprefix("/_sandbox/").partition("/")
        return self.doors[f"{method} {name}"](rest, words)

    def set_refund_outcome(self, outcome: str) -> None:
        """Say how the next refunds go."""
        if outcome not in OUTCOMES:
            message = f"{outcome!r} is none of {', '.join(OUTCOMES)}"
            raise ValueError(message)
        self.state.set_setting(OUTCOME, outcome)

    def clear(self) -> None:
        """Let everything go well again."""
        self.faults.clear()
        self.set_refund_outcome("succeeded")

    def _show_state(self, rest: str, _words: Body) -> Any:
        expire_overdue(self.state)
        if rest and rest not in KINDS:
            raise KeyError(rest)
        return (
            self.state.list_all(rest)
            if rest
            else {kind: self.state.list_all(kind) for kind in KINDS}
        )

    def _set_card(self, rest: str, words: Body) -> Body:
        self.state.get(rest, "customer")
        set_card(self.state, rest, str(words["card"]))
        return {}

    def _show_deliveries(self, _rest: str, _words: Body) -> Any:
        names = ("event", "type", "url", "try", "status", "moment")
        rows = self.state.fetch(
            "select event, type, url, try, status, moment from delivery_try order by seq desc"
        )
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _show_faults(self) -> Body:
        refunds = self.state.get_setting(OUTCOME, "succeeded")
        return {**self.faults.show(), "refunds": refunds, "clock_ahead": self.state.ahead}

    def _set_faults(self, _rest: str, words: Body) -> Body:
        simple: dict[str, Callable[[str], None]] = {
            "webhooks": self.faults.set_webhooks,
            "event_version": self.faults.set_event_version,
            "revoke": self.faults.revoke,
            "restore": self.faults.restore,
            "refunds": self.set_refund_outcome,
        }
        for name in sorted(simple.keys() & words.keys()):
            simple[name](str(words.pop(name)))
        if "kind" in words:
            self.faults.set(str(words.pop("kind")), **words)
        elif words:
            message = f"unknown: {json.dumps(sorted(words))}"
            raise ValueError(message)
        return self._show_faults()

    def _clear(self, _rest: str, _words: Body) -> Body:
        self.clear()
        return self._show_faults()

    def _set_clock(self, _rest: str, words: Body) -> Body:
        self.state.advance_clock(int(words["seconds"]))
        expire_overdue(self.state)
        bill_due(self.state)
        return self._show_faults()

    def _pay(self, rest: str, words: Body) -> Body:
        return pay(
            self.state,
            rest,
            card=str(words.get("card", GOOD)),
            email=str(words.get("email", BUYER)),
            authenticate=bool(words.get("authenticate", True)),
        )

    def _finish(self, rest: str, words: Body) -> Body:
        finish_slow(self.state, rest, succeeded=bool(words["succeeded"]))
        return {"finished": rest}

    def _finish_refund(self, rest: str, words: Body) -> Body:
        return finish_refund(self.state, rest, succeeded=bool(words["succeeded"]))

    def _send_back(self, rest: str, words: Body) -> Body:
        amount = int(words["amount"]) if "amount" in words else None
        return refuse_later(self.state, rest, amount=amount)

    def _close_account(self, rest: str, words: Body) -> Body:
        return close_to_transfers(self.state, rest, closed=bool(words["closed"]))

    def _finish_payout(self, rest: str, words: Body) -> Body:
        return finish_payout(self.state, rest, succeeded=bool(words["succeeded"]))

    def _dispute(self, rest: str, words: Body) -> Body:
        if "won" in words:
            return close_dispute(self.state, rest, won=bool(words["won"]))
        if words.get("answered"):
            return answer_dispute(self.state, rest)
        amount = int(words["amount"]) if "amount" in words else None
        return open_dispute(self.state, rest, amount=amount)

    def _deliver(self, rest: str, _words: Body) -> Body:
        return {"endpoints": self.courier.deliver_again(rest)}
