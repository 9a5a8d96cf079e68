"""Past gifts at the stand-in: paid on its page, and billed month after month, with its clock back.

As with past payments of orders, the books and Stripe then agree on them.
"""

from datetime import datetime
from typing import Any

from impact.giving.facts import InvoiceFact, read_invoice
from nomi.demo.past_payments import Till
from nomi.sandbox.billing import bill_due
from nomi.sandbox.cards import GOOD
from nomi.sandbox.payments import pay
from nomi.sandbox.resources.invoices import list_payments_of
from nomi.sandbox.resources.sessions import get_session


def pay_past_page(
    till: Till, *, asked: dict[str, Any], email: str, placed_at: datetime, paid_at: datetime
) -> dict[str, Any]:
    """Pay on a page as if at that moment; return its session with the payment in it."""
    state = till.get_state()
    with state.transaction():
        session = till.open_session(asked, livemode=False, at=placed_at)
        till.set_clock(paid_at)
        pay(state, session["id"], card=GOOD, email=email)
        done = get_session(state, session["id"])
    if done["payment_intent"]:
        done["payment_intent"] = state.get(done["payment_intent"], "payment_intent")
    return done


def bill(
    till: Till, *, subscription_id: str, at: datetime
) -> tuple[dict[str, Any], list[InvoiceFact]]:
    """Let time pass up to a moment; return the subscription and its invoices, oldest first."""
    state = till.get_state()
    till.set_clock(at)
    bill_due(state)
    invoices = [
        read_invoice({**invoice, "payments": list_payments_of(state, invoice)})
        for invoice in reversed(state.list_all("invoice"))
    ]
    ours = [invoice for invoice in invoices if invoice.subscription_id == subscription_id]
    return state.get(subscription_id, "subscription"), ours
