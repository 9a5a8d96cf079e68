"""Invoices: one for each month of a subscription."""

from nomi.sandbox.billing import bill_due, pay_now
from nomi.sandbox.listing import make_page, wrap
from nomi.sandbox.params import CREATED, PAGING
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State

PATH = "/v1/invoices"
OF = "parent.subscription_details.subscription"


def list_payments_of(state: State, invoice: Body) -> Body:
    """Return the payments of an invoice, shown only when asked for."""
    payments = state.get_extra(invoice["id"])["payments"]
    return wrap(payments, url=f"/v1/invoice_payments?invoice={invoice['id']}")


def _get(state: State, call: Call) -> Body:
    return state.get(call.id, "invoice", livemode=call.livemode)


def _list(state: State, call: Call) -> Body:
    bill_due(state)
    filters = {"status": call.params.get("status"), "customer": call.params.get("customer")}
    return make_page(state, call, "invoice", {**filters, OF: call.params.get("subscription")})


def _pay(state: State, call: Call) -> Body:
    return pay_now(state, _get(state, call))


ROUTES = (
    Route(
        method="GET",
        path=PATH,
        act=_list,
        takes=PAGING | CREATED | {"customer", "status", "subscription"},
    ),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
    Route(method="POST", path=f"{PATH}/{{id}}/pay", act=_pay),
)
