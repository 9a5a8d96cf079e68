"""What a card does: payment intents, charges, balance transactions and refunds."""

import secrets
from typing import Any

from nomi.sandbox.errors import Refusal, missing
from nomi.sandbox.events import emit
from nomi.sandbox.sessions import NO_ADDRESS, complete, get_data, get_session
from nomi.sandbox.state import State

GOOD = "4242424242424242"
DECLINED = "4000000000000002"
NO_FUNDS = "4000000000009995"
THREE_D_SECURE = "4000002760003155"
SLOW = "slow"
"""Not a card: a method whose money arrives, or fails to arrive, later."""

DECLINES = {
    DECLINED: ("card_declined", "generic_decline", "Your card was declined."),
    NO_FUNDS: ("card_declined", "insufficient_funds", "Your card has insufficient funds."),
}
NOT_AUTHENTICATED = (
    "payment_intent_authentication_failure",
    "authentication_required",
    "The bank could not confirm that it was you.",
)


class Declined(Exception):  # noqa: N818 - says what happened
    """The card said no; the session stays open."""


def pay(state: State, identifier: str, *, card: str, email: str) -> dict[str, Any]:
    """Pay an open session; return its payment intent. Raise `Declined`, or `Refusal` when over."""
    with state.lock:
        session = get_session(state, identifier)
        if session["status"] != "open":
            raise Refusal(f"This Checkout Session is {session['status']}.")
        intent = _get_intent(state, session)
        if card in DECLINES:
            _decline(state, intent, DECLINES[card])
        if card == SLOW:
            intent["status"] = "processing"
            state.save(intent)
            complete(state, session, paid=False, email=email)
            return intent
        if card not in {GOOD, THREE_D_SECURE}:
            _decline(state, intent, ("incorrect_number", "", "Your card number is incorrect."))
        _charge(state, intent, email)
        complete(state, session, paid=True, email=email)
        return intent


def refuse_authentication(state: State, identifier: str) -> None:
    """Let 3-D Secure fail: the session stays open."""
    with state.lock:
        _decline(state, _get_intent(state, get_session(state, identifier)), NOT_AUTHENTICATED)


def finish_slow(state: State, identifier: str, *, succeeded: bool) -> None:
    """Let a slow method's money arrive, or fail."""
    with state.lock:
        session = get_session(state, identifier)
        intent = state.get(session["payment_intent"], "payment_intent")
        if intent["status"] != "processing":
            raise Refusal(f"This payment is {intent['status']}.")
        if succeeded:
            _charge(state, intent, (session["customer_details"] or {}).get("email", ""))
            session["payment_status"] = "paid"
            state.save(session)
        else:
            intent["status"] = "requires_payment_method"
            state.save(intent)
        kind = "succeeded" if succeeded else "failed"
        emit(state, f"checkout.session.async_payment_{kind}", session)


def _get_intent(state: State, session: dict[str, Any]) -> dict[str, Any]:
    if session["payment_intent"]:
        return state.get(session["payment_intent"], "payment_intent")
    intent = state.add(
        "payment_intent",
        "pi",
        {
            "object": "payment_intent",
            **dict.fromkeys(
                (
                    "application", "application_fee_amount", "canceled_at",
                    "cancellation_reason", "customer", "customer_account", "description",
                    "excluded_payment_method_types", "last_payment_error", "latest_charge",
                    "managed_payments", "next_action", "on_behalf_of", "payment_method",
                    "payment_method_configuration_details", "processing", "receipt_email",
                    "review", "setup_future_usage", "shipping", "source",
                    "statement_descriptor", "statement_descriptor_suffix", "transfer_data",
                    "transfer_group", "automatic_payment_methods",
                )
            ),
            "amount": session["amount_total"],
            "amount_capturable": 0,
            "amount_details": {"tip": {}},
            "amount_received": 0,
            "capture_method": "automatic_async",
            "client_secret": f"pi_secret_{secrets.token_hex(8)}",
            "confirmation_method": "automatic",
            "currency": session["currency"],
            "livemode": session["livemode"],
            "metadata": get_data(state, session["id"])["intent"].get("metadata") or {},
            "payment_method_options": {},
            "payment_method_types": ["card"],
            "status": "requires_payment_method",
        },
    )  # fmt: skip
    session["payment_intent"] = intent["id"]
    state.save(session)
    return intent


def _decline(state: State, intent: dict[str, Any], why: tuple[str, str, str]) -> None:
    code, decline_code, message = why
    intent["last_payment_error"] = {"type": "card_error", "code": code, "message": message}
    if decline_code:
        intent["last_payment_error"]["decline_code"] = decline_code
    state.save(intent)
    emit(state, "payment_intent.payment_failed", intent)
    raise Declined(message)


def _charge(state: State, intent: dict[str, Any], email: str) -> None:
    amount = intent["amount"]
    charge = state.add(
        "charge",
        "ch",
        {
            "object": "charge",
            **dict.fromkeys(
                (
                    "application", "application_fee", "application_fee_amount", "customer",
                    "description", "failure_balance_transaction", "failure_code",
                    "failure_message", "on_behalf_of", "receipt_email", "receipt_number",
                    "receipt_url", "review", "shipping", "source", "source_transfer",
                    "statement_descriptor", "statement_descriptor_suffix", "transfer_data",
                    "transfer_group", "balance_transaction",
                )
            ),
            "amount": amount,
            "amount_captured": amount,
            "amount_refunded": 0,
            "billing_details": {
                "address": dict(NO_ADDRESS), "email": email, "name": None, "phone": None,
                "tax_id": None,
            },
            "calculated_statement_descriptor": "NOMI STAND-IN",
            "captured": True,
            "currency": intent["currency"],
            "disputed": False,
            "fraud_details": {},
            "livemode": intent["livemode"],
            "metadata": intent["metadata"],
            "outcome": {
                "advice_code": None, "network_advice_code": None, "network_decline_code": None,
                "network_status": "approved_by_network", "reason": None,
                "seller_message": "Payment complete.", "type": "authorized",
            },
            "paid": True,
            "payment_intent": intent["id"],
            "payment_method": f"pm_{secrets.token_hex(12)}",
            "payment_method_details": None,
            "refunded": False,
            "status": "succeeded",
        },
        intent["id"],
    )  # fmt: skip
    fee = (amount * 29 + 500) // 1000 + 30
    charge["balance_transaction"] = _book(state, charge, amount, fee, "charge")
    state.save(charge)
    intent.update(
        status="succeeded", amount_received=amount, latest_charge=charge["id"],
        last_payment_error=None, payment_method=charge["payment_method"],
    )  # fmt: skip
    state.save(intent)
    emit(state, "charge.succeeded", charge)
    emit(state, "payment_intent.succeeded", intent)


def _book(state: State, source: dict[str, Any], amount: int, fee: int, kind: str) -> str:
    fees = [
        {
            "amount": fee, "application": None, "currency": source["currency"],
            "description": "Stripe processing fees", "type": "stripe_fee",
        }
    ]  # fmt: skip
    made = state.add(
        "balance_transaction",
        "txn",
        {
            "object": "balance_transaction",
            "amount": amount,
            "available_on": state.now() + 2 * 86_400,
            "balance_type": "payments",
            "currency": source["currency"],
            "description": None,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": fees if fee else [],
            "net": amount - fee,
            "reporting_category": kind,
            "source": source["id"],
            "status": "pending",
            "type": kind,
        },
        source["id"],
    )
    return str(made["id"])


def create_refund(state: State, params: dict[str, Any]) -> dict[str, Any]:
    """Give money back; never more than was captured."""
    with state.lock:
        charge = _find_charge(state, params)
        left = charge["amount_captured"] - charge["amount_refunded"]
        amount = int(params.get("amount") or left)
        if left == 0:
            raise Refusal(
                f"Charge {charge['id']} has already been refunded.",
                code="charge_already_refunded",
            )
        if not 0 < amount <= left:
            raise Refusal(
                f"Refund amount (${amount / 100:.2f}) is greater than unrefunded amount"
                f" on charge (${left / 100:.2f})",
                param="amount",
            )
        refund = state.add(
            "refund",
            "re",
            {
                "object": "refund",
                "amount": amount,
                "balance_transaction": None,
                "charge": charge["id"],
                "currency": charge["currency"],
                "destination_details": {
                    "card": {
                        "reference_status": "pending",
                        "reference_type": "acquirer_reference_number",
                        "type": "refund",
                    },
                    "type": "card",
                },
                "metadata": params.get("metadata") or {},
                "payment_intent": charge["payment_intent"],
                "reason": params.get("reason"),
                "receipt_number": None,
                "source_transfer_reversal": None,
                "status": "succeeded",
                "transfer_reversal": None,
            },
            charge["payment_intent"],
        )  # fmt: skip
        refund["balance_transaction"] = _book(state, refund, -amount, 0, "refund")
        state.save(refund)
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        state.save(charge)
        emit(state, "refund.created", refund)
        emit(state, "charge.refunded", charge)
        return refund


def _find_charge(state: State, params: dict[str, Any]) -> dict[str, Any]:
    if identifier := params.get("charge"):
        charge = state.find(identifier, "charge")
        if charge is None:
            raise missing("charge", identifier)
        return charge
    intent = state.find(params.get("payment_intent", ""), "payment_intent")
    if intent is None:
        raise missing("payment_intent", params.get("payment_intent", ""))
    if not intent["latest_charge"]:
        raise Refusal("This PaymentIntent does not have a successful charge to refund.")
    return state.get(intent["latest_charge"], "charge")
