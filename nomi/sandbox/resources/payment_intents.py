"""PaymentIntents: made when the shopper first tries to pay."""

import secrets

from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page
from nomi.sandbox.params import CREATED, PAGING
from nomi.sandbox.resources.balance import book, calculate_fee
from nomi.sandbox.resources.charges import tell as tell_of_charge
from nomi.sandbox.resources.session_shapes import METHODS
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/payment_intents"
ABSENT = (
    "application", "application_fee_amount", "automatic_payment_methods", "canceled_at",
    "cancellation_reason", "customer", "customer_account", "excluded_payment_method_types",
    "last_payment_error", "latest_charge", "managed_payments", "next_action", "on_behalf_of",
    "payment_method", "payment_method_configuration_details", "processing", "receipt_email",
    "review", "setup_future_usage", "shipping", "source", "statement_descriptor",
    "transfer_data", "transfer_group",
)  # fmt: skip


def find_or_create_intent(state: State, session: Body) -> Body:
    """Return the session's payment intent; the first try to pay makes it."""
    if session["payment_intent"]:
        return state.get(session["payment_intent"], "payment_intent")
    intent = make_intent(
        state,
        amount=session["amount_total"],
        currency=session["currency"],
        livemode=session["livemode"],
        more=state.get_extra(session["id"])["intent"],
    )
    session["payment_intent"] = intent["id"]
    state.save(session)
    return intent


def make_intent(state: State, *, amount: int, currency: str, livemode: bool, more: Body) -> Body:
    """Store a new intent; `more` is what it carries beside its amount."""
    identifier = make_id("pi")
    intent = {
        **dict.fromkeys(ABSENT),
        "id": identifier,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": f"{identifier}_secret_{secrets.token_hex(12)}",
        "confirmation_method": "automatic",
        "created": state.now(),
        "currency": currency,
        "livemode": livemode,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": list(METHODS),
        "status": "requires_payment_method",
        **more,
    }
    state.add("payment_intent", intent, livemode=livemode)
    _tell(state, "created", intent)
    return intent


def ask_to_authenticate(state: State, intent: Body, url: str) -> None:
    """Send the shopper to the bank."""
    intent.update(
        status="requires_action",
        next_action={
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": None, "url": url},
        },
        payment_method=make_id("pm"),
        last_payment_error=None,
    )
    state.save(intent)
    _tell(state, "requires_action", intent)


def process(state: State, intent: Body, charge: Body) -> None:
    """Wait for money that comes days later."""
    intent.update(
        status="processing",
        latest_charge=charge["id"],
        payment_method=charge["payment_method"],
        last_payment_error=None,
        next_action=None,
    )
    state.save(intent)
    _tell(state, "processing", intent)


def _succeed(state: State, intent: Body, charge: Body) -> None:
    """Mark the money as received."""
    intent.update(
        status="succeeded",
        amount_received=charge["amount"],
        latest_charge=charge["id"],
        payment_method=charge["payment_method"],
        last_payment_error=None,
        next_action=None,
    )
    state.save(intent)
    _tell(state, "succeeded", intent)


def receive(state: State, intent: Body, charge: Body) -> None:
    """Let the money arrive: booked with its fee; the charge is told of, then the intent."""
    charge["balance_transaction"] = book(
        state,
        charge,
        amount_minor=charge["amount"],
        kind="charge",
        fee_minor=calculate_fee(charge["amount"]),
        livemode=charge["livemode"],
    )
    state.save(charge)
    tell_of_charge(state, "succeeded", charge)
    _succeed(state, intent, charge)


def fail(state: State, intent: Body, error: Body, charge_id: str | None) -> None:
    """Ask for another payment method and keep why the last one failed."""
    intent.update(
        status="requires_payment_method",
        last_payment_error=error,
        payment_method=None,
        next_action=None,
    )
    if charge_id:
        intent["latest_charge"] = charge_id
    state.save(intent)
    _tell(state, "payment_failed", intent)


def cancel_intent(state: State, identifier: str) -> None:
    """End the intent of a session that has expired."""
    intent = state.get(identifier, "payment_intent")
    intent.update(
        status="canceled",
        canceled_at=state.now(),
        cancellation_reason="expired",
        next_action=None,
    )
    state.save(intent)
    _tell(state, "canceled", intent)


def _tell(state: State, what: str, intent: Body) -> None:
    emit(state, f"payment_intent.{what}", intent, livemode=intent["livemode"])


def _get(state: State, call: Call) -> Body:
    return state.get(call.id, "payment_intent", livemode=call.livemode)


def _list(state: State, call: Call) -> Body:
    return make_page(state, call, "payment_intent", {})


ROUTES = (
    Route(method="GET", path=PATH, act=_list, takes=PAGING | CREATED),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
)
