"""The balance: what each movement does to it, and what Stripe keeps."""

from collections import Counter

from nomi.sandbox.errors import Refusal
from nomi.sandbox.listing import make_page
from nomi.sandbox.params import CREATED, PAGING
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/balance_transactions"
DAYS_UNTIL_AVAILABLE = 2
DAY_SECONDS = 86_400


def calculate_fee(amount_minor: int) -> int:
    """Return 2.9 % of cents, half a cent up, and 30 cents."""
    return (amount_minor * 29 + 500) // 1000 + 30


def book(
    state: State,
    source: Body,
    *,
    amount_minor: int,
    kind: str,
    fee_minor: int,
    livemode: bool,
    category: str = "",
    days: int = DAYS_UNTIL_AVAILABLE,
) -> str:
    """Store a balance transaction of its source; return its id.

    `category` is Stripe's reporting category where it differs from the kind; the money counts as
    available after `days`.
    """
    fees = [
        {
            "amount": fee_minor,
            "application": None,
            "currency": source["currency"],
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    made = {
        "id": make_id("txn"),
        "object": "balance_transaction",
        "amount": amount_minor,
        "available_on": state.now() + days * DAY_SECONDS,
        "balance_type": "payments",
        "created": state.now(),
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee_minor,
        "fee_details": fees if fee_minor else [],
        "net": amount_minor - fee_minor,
        "reporting_category": category or kind,
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
    state.add("balance_transaction", made, livemode=livemode)
    return str(made["id"])


def refuse_beyond_available(state: State, amount: int, currency: str, *, livemode: bool) -> None:
    """Refuse to send more than the balance holds available, as Stripe does for good."""
    available = sum_balances(state, livemode=livemode)[currency, True]
    if amount > available:
        raise Refusal(
            "You have insufficient available funds in your Stripe account. One likely reason you"
            " have insufficient funds is that your funds are automatically being paid out; try"
            " enabling manual payouts by going to"
            " https://dashboard.stripe.com/account/payouts.",
            code="balance_insufficient",
            is_kept=True,
        )


def _age(state: State, transaction: Body) -> Body:
    is_there = transaction["available_on"] <= state.now()
    return {**transaction, "status": "available" if is_there else "pending"}


def _get(state: State, call: Call) -> Body:
    return _age(state, state.get(call.id, "balance_transaction", livemode=call.livemode))


def _list(state: State, call: Call) -> Body:
    filters = {name: call.params.get(name) for name in ("source", "type", "currency")}
    page = make_page(state, call, "balance_transaction", filters)
    return {**page, "data": [_age(state, one) for one in page["data"]]}


def sum_balances(state: State, *, livemode: bool) -> Counter[tuple[str, bool]]:
    """Return the balance in cents by currency and by whether it is available."""
    rows = state.fetch(
        "select json_extract(body, '$.currency'), json_extract(body, '$.available_on') <= ?,"
        " sum(json_extract(body, '$.net')) from thing"
        " where kind = 'balance_transaction' and livemode = ? group by 1, 2",
        *(state.now(), livemode),
    )
    sums: Counter[tuple[str, bool]] = Counter()
    for currency, is_there, net in rows:
        sums[currency, bool(is_there)] += net
    return sums


def _sum(state: State, call: Call) -> Body:
    sums = sum_balances(state, livemode=call.livemode)
    currencies = sorted({currency for currency, _ in sums}) or ["usd"]
    return {
        "object": "balance",
        "available": [_state_amount(one, sums[one, True]) for one in currencies],
        "connect_reserved": [{"amount": 0, "currency": one} for one in currencies],
        "livemode": call.livemode,
        "pending": [_state_amount(one, sums[one, False]) for one in currencies],
    }


def _state_amount(currency: str, amount: int) -> Body:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}


ROUTES = (
    Route(
        method="GET",
        path=PATH,
        act=_list,
        takes=PAGING | CREATED | {"source", "type", "currency"},
    ),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
    Route(method="GET", path="/v1/balance", act=_sum),
)
