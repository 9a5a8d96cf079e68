"""Month after month: invoices by the clock, tries of the card, the end after too many."""

from calendar import monthrange
from datetime import UTC, datetime

from nomi.sandbox.cards import DECLINES, GOOD, THREE_D_SECURE, UNKNOWN_NUMBER, Decline
from nomi.sandbox.errors import DOC, Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.resources import payment_intents as intents
from nomi.sandbox.resources.charges import make_charge, mark_failed
from nomi.sandbox.resources.subscription_shapes import (
    make_invoice,
    make_invoice_payment,
    make_subscription,
)
from nomi.sandbox.state import Body, State, make_id

DAY_SECONDS = 86_400
RETRY_DAYS = (3, 5, 7)
"""Days between the tries of a refused card; after the last the subscription ends."""


def add_month(moment: int, *, day: int) -> int:
    """Return a moment of the next month, on the day or on the month's last."""
    now = datetime.fromtimestamp(moment, tz=UTC)
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)  # noqa: PLR2004
    last = monthrange(year, month)[1]
    return int(now.replace(year=year, month=month, day=min(day, last)).timestamp())


def begin_subscription(state: State, session: Body, *, card: str, email: str) -> str:
    """Take the first month of a session's subscription; return why the card was refused, or ""."""
    refusal = find_decline(card)
    if refusal is not None:
        return refusal.message
    item = state.get_extra(session["id"])["items"][0]
    livemode, now = session["livemode"], state.now()
    customer: Body = {"id": make_id("cus"), "object": "customer", "created": now}
    state.add("customer", customer, livemode=livemode, extra={"card": card, "email": email})
    subscription = make_subscription(
        state,
        customer=customer["id"],
        price=item["price"],
        notes=state.get_extra(session["id"])["subscription"]["metadata"],
        ends_at=add_month(now, day=datetime.fromtimestamp(now, tz=UTC).day),
        livemode=livemode,
    )
    state.add("subscription", subscription, livemode=livemode)
    session.update(customer=customer["id"], subscription=subscription["id"])
    invoice = _open_invoice(state, subscription, reason="subscription_create")
    session["invoice"] = invoice["id"]
    emit(state, "customer.subscription.created", subscription, livemode=livemode)
    collect(state, invoice)
    return ""


def find_decline(card: str) -> Decline | None:
    """Return why a card would be refused; None for one that pays."""
    if card in DECLINES:
        return DECLINES[card]
    return None if card in {GOOD, THREE_D_SECURE} else UNKNOWN_NUMBER


def collect(state: State, invoice: Body) -> bool:
    """Try the customer's card on an open invoice; return whether it paid."""
    extra = state.get_extra(invoice["customer"])
    intent = intents.make_intent(
        state,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        livemode=invoice["livemode"],
        more={
            "customer": invoice["customer"],
            "description": "Subscription",
            "metadata": {},
            "statement_descriptor_suffix": None,
        },
    )
    invoice.update(attempt_count=invoice["attempt_count"] + 1, attempted=True)
    decline = find_decline(extra["card"])
    if decline is None:
        _receive(state, invoice, intent, card=extra["card"], email=extra["email"])
        return True
    _refuse(state, invoice, intent, decline, extra)
    return False


def bill_due(state: State) -> None:
    """Make and try every invoice whose time has come, one after the other."""
    with state.transaction():
        while _bill_next(state):
            pass


def set_card(state: State, customer_id: str, card: str) -> None:
    """Keep another card of a customer for all that comes."""
    state.save_extra(customer_id, {**state.get_extra(customer_id), "card": card})


def end_subscription(state: State, subscription: Body) -> Body:
    """End a subscription at once."""
    now = state.now()
    subscription.update(status="canceled", canceled_at=now, ended_at=now)
    state.save(subscription)
    _tell(state, "customer.subscription.deleted", subscription)
    return subscription


def _bill_next(state: State) -> bool:
    """Do the next thing that is due; False when there is none."""
    now = state.now()
    for invoice in reversed(state.list_all("invoice")):
        if invoice["status"] == "open" and (invoice["next_payment_attempt"] or now + 1) <= now:
            collect(state, invoice)
            return True
    for subscription in reversed(state.list_all("subscription")):
        item = subscription["items"]["data"][0]
        if subscription["status"] != "canceled" and item["current_period_end"] <= now:
            _begin_month(state, subscription, item)
            return True
    return False


def _begin_month(state: State, subscription: Body, item: Body) -> None:
    day = datetime.fromtimestamp(subscription["billing_cycle_anchor"], tz=UTC).day
    begins = item["current_period_end"]
    item.update(current_period_start=begins, current_period_end=add_month(begins, day=day))
    state.save(subscription)
    invoice = _open_invoice(state, subscription, reason="subscription_cycle")
    if subscription["pause_collection"]:
        invoice["status"] = "void"
        invoice["status_transitions"]["voided_at"] = state.now()
        state.save(invoice)
        _tell(state, "invoice.voided", invoice)
        return
    collect(state, invoice)


def _open_invoice(state: State, subscription: Body, *, reason: str) -> Body:
    invoice = make_invoice(state, subscription, reason=reason)
    state.add("invoice", invoice, livemode=invoice["livemode"], extra={"payments": []})
    subscription["latest_invoice"] = invoice["id"]
    state.save(subscription)
    return invoice


def _receive(state: State, invoice: Body, intent: Body, *, card: str, email: str) -> None:
    charge = make_charge(state, intent, card=card, email=email, status="succeeded")
    charge["customer"] = invoice["customer"]
    intents.receive(state, intent, charge)
    invoice.update(
        status="paid",
        amount_paid=invoice["amount_due"],
        amount_remaining=0,
        next_payment_attempt=None,
    )
    invoice["status_transitions"]["paid_at"] = state.now()
    state.save(invoice)
    state.save_extra(invoice["id"], {"payments": [make_invoice_payment(state, invoice, intent)]})
    _tell(state, "invoice.paid", invoice)
    _set_status(state, invoice, "active")


def _refuse(state: State, invoice: Body, intent: Body, decline: Decline, extra: Body) -> None:
    charge = make_charge(state, intent, card=extra["card"], email=extra["email"], status="failed")
    charge["customer"] = invoice["customer"]
    mark_failed(state, charge, decline)
    error = {
        "type": "card_error",
        "code": decline.code,
        "doc_url": DOC + decline.code.replace("_", "-"),
        "message": decline.message,
        "charge": charge["id"],
    }
    intents.fail(state, intent, error, charge["id"])
    tries = invoice["attempt_count"]
    is_last = tries > len(RETRY_DAYS)
    invoice["next_payment_attempt"] = (
        None if is_last else state.now() + RETRY_DAYS[tries - 1] * DAY_SECONDS
    )
    state.save(invoice)
    _tell(state, "invoice.payment_failed", invoice)
    if is_last:
        end_subscription(state, _find_subscription(state, invoice))
    else:
        _set_status(state, invoice, "past_due")


def _set_status(state: State, invoice: Body, status: str) -> None:
    subscription = _find_subscription(state, invoice)
    if subscription["status"] not in {status, "canceled"}:
        subscription["status"] = status
        state.save(subscription)
        _tell(state, "customer.subscription.updated", subscription)


def _find_subscription(state: State, invoice: Body) -> Body:
    identifier = invoice["parent"]["subscription_details"]["subscription"]
    return state.get(identifier, "subscription")


def _tell(state: State, kind: str, thing: Body) -> None:
    emit(state, kind, thing, livemode=thing["livemode"])


def pay_now(state: State, invoice: Body) -> Body:
    """Try the customer's card once more because somebody asked; refuse as Stripe does."""
    if invoice["status"] != "open":
        raise Refusal("Invoice is already paid", code="invoice_already_paid")
    if collect(state, invoice):
        return invoice
    decline = find_decline(state.get_extra(invoice["customer"])["card"]) or UNKNOWN_NUMBER
    raise Refusal(decline.message, status=402, kind="card_error", code=decline.code, is_kept=True)
