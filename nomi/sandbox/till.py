"""What the hosted page does with a form: one try to pay, and where that leads."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from nomi.sandbox import pages, portal_page
from nomi.sandbox.cards import SLOW
from nomi.sandbox.errors import Refusal
from nomi.sandbox.forms import decode_form
from nomi.sandbox.params import read_email
from nomi.sandbox.payments import Try, answer_bank, try_card
from nomi.sandbox.resources.sessions import get_session
from nomi.sandbox.state import Body, State

EXPIRY = re.compile(r"(\d{1,2})\s*/?\s*(?:20)?(\d{2})")
CODE = re.compile(r"\d{3,4}")


@dataclass(frozen=True)
class Page:
    """A page, or the way on; `policy` is its Content-Security-Policy."""

    status: int
    html: str
    location: str = ""
    policy: str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def open_page(state: State, identifier: str) -> Page:
    """Show a session's page; looking changes nothing."""
    if portal := state.find(identifier, "portal"):
        return _show_portal(state, portal, None)
    session = _find(state, identifier)
    if session is None:
        return Page(404, pages.show_nothing())
    return _show(state, session)


def take_form(state: State, identifier: str, form: str) -> Page:
    """Try to pay with what was typed."""
    if portal := state.find(identifier, "portal"):
        return _show_portal(state, portal, form)
    session = _find(state, identifier)
    if session is None:
        return Page(404, pages.show_nothing())
    if session["status"] != "open":
        return _show(state, session)
    try:
        words = {name: text for name, text in decode_form(form).items() if isinstance(text, str)}
        email = _read_buyer(words)
        done = _pay(state, session, words, email)
    except Refusal as refusal:
        # the session may have ended in another tab while this form was typed
        again = get_session(state, identifier)
        typed = pages.Typed(email=words.get("email", ""), error=str(refusal))
        return _show(state, again, typed, status=402)
    return _lead_on(state, identifier, done, email)


def _show_portal(state: State, portal: Body, form: str | None) -> Page:
    status, html, location, store = portal_page.answer(state, portal, form)
    return Page(status, html, location, f"{Page.policy}; form-action 'self' {store}")


def _lead_on(state: State, identifier: str, done: Try, email: str) -> Page:
    session = get_session(state, identifier)
    if done.end == "authenticate":
        return Page(200, pages.show_bank(session, email), policy=_make_policy(session))
    if done.end == "declined":
        return _show(state, session, pages.Typed(email=email, error=done.message), status=402)
    return Page(303, "", location=pages.fill_in(session))


def _pay(state: State, session: Body, words: dict[str, str], email: str) -> Try:
    method, identifier = words.get("method", "card"), session["id"]
    if method in {"confirm", "refuse"}:
        return answer_bank(state, identifier, succeeded=method == "confirm", email=email)
    if method == "slow":
        return try_card(state, identifier, card=SLOW, email=email)
    _check_card(words, state.now())
    card = re.sub(r"[\s-]", "", words.get("card", ""))
    return try_card(state, identifier, card=card, email=email)


def _read_buyer(words: dict[str, str]) -> str:
    try:
        return read_email(words.get("email", "").strip(), "email")
    except Refusal:
        raise Refusal("Please enter an e-mail address, like name@example.org.") from None


def _check_card(words: dict[str, str], now: int) -> None:
    """Refuse a month that is over or a code that is none; both may be left empty."""
    if expiry := words.get("expiry", "").strip():
        found = EXPIRY.fullmatch(expiry)
        today = datetime.fromtimestamp(now, tz=UTC)
        month, year = (int(part) for part in found.groups()) if found else (0, 0)
        if not 1 <= month <= 12:  # noqa: PLR2004 - months
            raise Refusal("Please enter the month and year the card expires, like 12 / 34.")
        if (2000 + year, month) < (today.year, today.month):
            raise Refusal("Your card has expired.")
    code = words.get("code", "").strip()
    if code and not CODE.fullmatch(code):
        raise Refusal("The security code has three or four digits.")


def _find(state: State, identifier: str) -> Body | None:
    if state.find(identifier, "session") is None:
        return None
    return get_session(state, identifier)


def _show(
    state: State, session: Body, typed: pages.Typed | None = None, *, status: int = 200
) -> Page:
    intent = state.find(session["payment_intent"] or "", "payment_intent") or {"status": "none"}
    if session["status"] != "open":
        has_failed = intent["status"] == "requires_payment_method"
        return Page(200, pages.show_over(session, has_failed=has_failed))
    if typed is None and intent["status"] == "requires_action":
        email = session["customer_email"] or ""
        return Page(status, pages.show_bank(session, email), policy=_make_policy(session))
    items: list[Any] = state.get_extra(session["id"])["items"]
    html = pages.show_payment(session, items, typed or pages.Typed())
    return Page(status, html, policy=_make_policy(session))


def _make_policy(session: Body) -> str:
    """Allow the form to lead back to the store and nowhere else."""
    store = urlsplit(session["success_url"])
    return f"{Page.policy}; form-action 'self' {store.scheme}://{store.netloc}"
