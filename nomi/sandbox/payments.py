"""What happens when a shopper pays: the only place where money is made up."""

from dataclasses import dataclass
from typing import Literal

from nomi.sandbox.billing import begin_subscription
from nomi.sandbox.cards import (
    DECLINED,
    DECLINES,
    GOOD,
    NO_BANK_MONEY,
    NO_FUNDS,
    NOT_AUTHENTICATED,
    SLOW,
    THREE_D_SECURE,
    UNKNOWN_NUMBER,
    Decline,
)
from nomi.sandbox.errors import DOC, Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.resources import payment_intents as intents
from nomi.sandbox.resources.charges import make_charge, mark_failed, tell
from nomi.sandbox.resources.sessions import complete, get_session
from nomi.sandbox.state import Body, State

__all__ = ["DECLINED", "GOOD", "NO_FUNDS", "SLOW", "THREE_D_SECURE", "Declined", "pay"]


class Declined(Exception):  # noqa: N818 - says what happened
    """The card said no; the session stays open."""


@dataclass(frozen=True)
class Try:
    """How one try to pay ended."""

    end: Literal["paid", "slow", "authenticate", "declined"]
    intent: Body
    message: str = ""


def pay(state: State, identifier: str, *, card: str, email: str, authenticate: bool = True) -> Body:
    """Pay an open session without its page; return its payment intent.

    A card that asks for 3-D Secure is answered as `authenticate` says. Raise `Declined` when the
    bank says no and `Refusal` when the session is over.
    """
    done = try_card(state, identifier, card=card, email=email)
    if done.end == "authenticate":
        done = answer_bank(state, identifier, succeeded=authenticate, email=email)
    if done.end == "declined":
        raise Declined(done.message)
    return done.intent


def try_card(state: State, identifier: str, *, card: str, email: str) -> Try:
    """Try one card, or the bank account, on an open session."""
    with state.transaction():
        session = _get_open(state, identifier)
        if session["mode"] == "subscription":
            return _subscribe(state, session, card=card, email=email)
        intent = intents.find_or_create_intent(state, session)
        if card == SLOW:
            return _begin_slow(state, session, intent, email)
        if card in DECLINES:
            return _decline(state, intent, DECLINES[card], card=card, email=email)
        if card == THREE_D_SECURE:
            intents.ask_to_authenticate(state, intent, session["url"])
            return Try("authenticate", intent)
        if card != GOOD:
            return _decline(state, intent, UNKNOWN_NUMBER, card="", email=email)
        return _collect(state, session, intent, card=card, email=email)


def answer_bank(state: State, identifier: str, *, succeeded: bool, email: str) -> Try:
    """Answer the bank's question; refuse when it asked none."""
    with state.transaction():
        session = _get_open(state, identifier)
        intent = intents.find_or_create_intent(state, session)
        if intent["status"] != "requires_action":
            raise Refusal("The bank has asked nothing.")
        if not succeeded:
            return _decline(state, intent, NOT_AUTHENTICATED, card="", email=email)
        return _collect(state, session, intent, card=THREE_D_SECURE, email=email)


def finish_slow(state: State, identifier: str, *, succeeded: bool) -> None:
    """Let a slow method's money arrive, or fail."""
    with state.transaction():
        session = get_session(state, identifier)
        intent = state.find(session["payment_intent"] or "", "payment_intent")
        if intent is None or intent["status"] != "processing":
            raise Refusal("No slow payment is on its way.")
        charge = state.get(intent["latest_charge"], "charge")
        if succeeded:
            charge.update(status="succeeded", captured=True, amount_captured=charge["amount"])
            intents.receive(state, intent, charge)
            session["payment_status"] = "paid"
            state.save(session)
        else:
            mark_failed(state, charge, NO_BANK_MONEY)
            intents.fail(state, intent, _describe(NO_BANK_MONEY, charge["id"]), charge["id"])
        kind = f"checkout.session.async_payment_{'succeeded' if succeeded else 'failed'}"
        emit(state, kind, session, livemode=session["livemode"])


def _get_open(state: State, identifier: str) -> Body:
    session = get_session(state, identifier)
    if session["status"] != "open":
        raise Refusal(f"This Checkout Session is {session['status']}.")
    return session


def _collect(state: State, session: Body, intent: Body, *, card: str, email: str) -> Try:
    charge = make_charge(state, intent, card=card, email=email, status="succeeded")
    intents.receive(state, intent, charge)
    complete(state, session, is_paid=True, email=email)
    return Try("paid", intent)


def _subscribe(state: State, session: Body, *, card: str, email: str) -> Try:
    """Begin the session's subscription; what asks for 3-D Secure is taken as answered."""
    if card == SLOW:
        raise Refusal("What comes each month is paid by card here.")
    refusal = begin_subscription(state, session, card=card, email=email)
    if refusal:
        return Try("declined", {}, refusal)
    complete(state, session, is_paid=True, email=email)
    return Try("paid", {})


def _begin_slow(state: State, session: Body, intent: Body, email: str) -> Try:
    charge = make_charge(state, intent, card="", email=email, status="pending")
    tell(state, "pending", charge)
    intents.process(state, intent, charge)
    complete(state, session, is_paid=False, email=email)
    return Try("slow", intent)


def _decline(state: State, intent: Body, decline: Decline, *, card: str, email: str) -> Try:
    charge_id = None
    if card:
        charge = make_charge(state, intent, card=card, email=email, status="failed")
        mark_failed(state, charge, decline)
        charge_id = charge["id"]
    intents.fail(state, intent, _describe(decline, charge_id), charge_id)
    return Try("declined", intent, decline.message)


def _describe(decline: Decline, charge_id: str | None) -> Body:
    error = {
        "type": "card_error",
        "code": decline.code,
        "doc_url": DOC + decline.code.replace("_", "-"),
        "message": decline.message,
    }
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    if charge_id:
        error["charge"] = charge_id
    return error
