"""Payouts: money from the balance at Stripe to the platform's own bank account."""

from nomi.sandbox.errors import Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page
from nomi.sandbox.params import (
    CREATED,
    METADATA,
    PAGING,
    read_choice,
    read_integer,
    read_metadata,
    require,
)
from nomi.sandbox.resources.balance import DAY_SECONDS, book, refuse_beyond_available
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/payouts"
KIND = "payout"
DAYS_UNTIL_ARRIVAL = 2
ABSENT = (
    "application_fee", "application_fee_amount", "description", "failure_balance_transaction",
    "failure_code", "failure_message", "original_payout", "payout_method", "reversed_by",
    "statement_descriptor",
)  # fmt: skip


def create_payout(state: State, call: Call) -> Body:
    """Send money to the bank; refuse what the available balance lacks."""
    amount = read_integer(require(call.params, "amount"), "amount", least=1)
    currency = read_choice(require(call.params, "currency"), "currency", ("usd",))
    refuse_beyond_available(state, amount, currency, livemode=call.livemode)
    payout = {
        **dict.fromkeys(ABSENT),
        "id": make_id("po"),
        "object": KIND,
        "amount": amount,
        "arrival_date": state.now() + DAYS_UNTIL_ARRIVAL * DAY_SECONDS,
        "automatic": False,
        "created": state.now(),
        "currency": currency,
        "destination": "ba_standin",
        "livemode": call.livemode,
        "metadata": read_metadata(call.params),
        "method": "standard",
        "reconciliation_status": "not_applicable",
        "source_type": "card",
        "status": "in_transit",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }
    payout["balance_transaction"] = book(
        state,
        payout,
        amount_minor=-amount,
        kind="payout",
        fee_minor=0,
        livemode=call.livemode,
        days=0,
    )
    state.add(KIND, payout, livemode=call.livemode)
    emit(state, "payout.created", payout, livemode=call.livemode)
    return payout


def finish_payout(state: State, identifier: str, *, succeeded: bool) -> Body:
    """Let a payout arrive at the bank, or come back from it."""
    with state.transaction():
        payout = state.get(identifier, KIND)
        if payout["status"] != "in_transit":
            raise Refusal(f"This payout is {payout['status']}.")
        livemode = bool(payout["livemode"])
        payout["status"] = "paid" if succeeded else "failed"
        if not succeeded:
            payout |= {
                "failure_code": "account_closed",
                "failure_message": "The bank account has been closed.",
                "failure_balance_transaction": book(
                    state,
                    payout,
                    amount_minor=payout["amount"],
                    kind="payout_failure",
                    category="payout_reversal",
                    fee_minor=0,
                    livemode=livemode,
                    days=0,
                ),
            }
        state.save(payout)
        emit(state, f"payout.{payout['status']}", payout, livemode=livemode)
        return payout


def _get(state: State, call: Call) -> Body:
    return state.get(call.id, KIND, livemode=call.livemode)


def _list(state: State, call: Call) -> Body:
    return make_page(state, call, KIND, {"status": call.params.get("status")})


ROUTES = (
    Route(method="POST", path=PATH, act=create_payout, takes=METADATA | {"amount", "currency"}),
    Route(method="GET", path=PATH, act=_list, takes=PAGING | CREATED | {"status"}),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
)
