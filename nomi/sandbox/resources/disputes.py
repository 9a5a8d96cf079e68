"""Disputes: a buyer's bank takes a charge back, and may give it back again."""

from nomi.sandbox.errors import Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page
from nomi.sandbox.params import CREATED, PAGING
from nomi.sandbox.resources.balance import DAY_SECONDS, book
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/disputes"
KIND = "dispute"
FEE_MINOR = 1_500
DAYS_TO_ANSWER = 9
EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy",
    "cancellation_policy_disclosure", "cancellation_rebuttal", "customer_communication",
    "customer_email_address", "customer_name", "customer_purchase_ip", "customer_signature",
    "duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id",
    "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address",
    "shipping_carrier", "shipping_date", "shipping_documentation", "shipping_tracking_number",
    "uncategorized_file", "uncategorized_text",
)  # fmt: skip


def open_dispute(state: State, charge_id: str, *, amount: int | None = None) -> Body:
    """Let the bank take back what is left of a charge, or an amount, and Stripe its fee."""
    with state.transaction():
        charge = state.get(charge_id, "charge")
        left = charge["amount_captured"] - charge["amount_refunded"]
        taken = left if amount is None else amount
        if charge["disputed"] or charge["status"] != "succeeded" or not 0 < taken <= left:
            raise Refusal(f"Charge {charge_id} cannot be disputed.")
        livemode = bool(charge["livemode"])
        dispute = _shape(state, charge, taken)
        dispute["balance_transactions"] = [_book(state, dispute, -taken, FEE_MINOR)]
        state.add(KIND, dispute, livemode=livemode)
        charge["disputed"] = True
        state.save(charge)
        emit(state, "charge.dispute.created", dispute, livemode=livemode)
        emit(state, "charge.dispute.funds_withdrawn", dispute, livemode=livemode)
        return dispute


def answer_dispute(state: State, identifier: str) -> Body:
    """Send the evidence in; the bank looks at it."""
    with state.transaction():
        dispute = _get_open(state, identifier, "needs_response")
        dispute["status"] = "under_review"
        dispute["evidence_details"] |= {
            "has_evidence": True,
            "submission_count": 1,
            "submission_method": "manual",
        }
        state.save(dispute)
        emit(state, "charge.dispute.updated", dispute, livemode=bool(dispute["livemode"]))
        return dispute


def close_dispute(state: State, identifier: str, *, won: bool) -> Body:
    """Let the bank decide: won, the money comes back, Stripe's fee does not."""
    with state.transaction():
        dispute = _get_open(state, identifier, "needs_response", "under_review")
        livemode = bool(dispute["livemode"])
        dispute["status"] = "won" if won else "lost"
        if won:
            dispute["is_charge_refundable"] = True
            dispute["balance_transactions"].append(_book(state, dispute, dispute["amount"], 0))
            emit(state, "charge.dispute.funds_reinstated", dispute, livemode=livemode)
        state.save(dispute)
        emit(state, "charge.dispute.closed", dispute, livemode=livemode)
        return dispute


def refuse_while_disputed(state: State, charge: Body) -> None:
    """Refuse to refund a charge that its bank took back already, as Stripe does for good."""
    if charge["disputed"] and any(
        one["charge"] == charge["id"] and not one["is_charge_refundable"]
        for one in state.list_all(KIND)
    ):
        raise Refusal(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
            is_kept=True,
        )


def _get_open(state: State, identifier: str, *statuses: str) -> Body:
    dispute = state.get(identifier, KIND)
    if dispute["status"] not in statuses:
        raise Refusal(f"This dispute is {dispute['status']}.")
    return dispute


def _shape(state: State, charge: Body, amount: int) -> Body:
    return {
        "id": make_id("dp"),
        "object": KIND,
        "amount": amount,
        "charge": charge["id"],
        "created": state.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": state.now() + DAYS_TO_ANSWER * DAY_SECONDS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": bool(charge["livemode"]),
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": "visa",
                "case_type": "chargeback",
                "network": "visa",
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": "fraudulent",
        "status": "needs_response",
    }


def _book(state: State, dispute: Body, amount: int, fee: int) -> Body:
    identifier = book(
        state,
        dispute,
        amount_minor=amount,
        kind="adjustment",
        category="dispute" if amount < 0 else "dispute_reversal",
        fee_minor=fee,
        livemode=bool(dispute["livemode"]),
        days=0,
    )
    return state.get(identifier, "balance_transaction")


def _get(state: State, call: Call) -> Body:
    return state.get(call.id, KIND, livemode=call.livemode)


def _list(state: State, call: Call) -> Body:
    return make_page(state, call, KIND, {"charge": call.params.get("charge")})


ROUTES = (
    Route(method="GET", path=PATH, act=_list, takes=PAGING | CREATED | {"charge"}),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
)
