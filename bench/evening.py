"""The evening of the simulated day: our side beside Stripe's, order by order, to the cent."""

from collections import Counter, defaultdict
from typing import Any

from bench.kills import _ask, _switch
from bench.oversell import _connect
from nomi.stack.store import Store

PAID_ONCE = {"Paid", "On hold", "Ready to ship", "Partly shipped", "Shipped", "Delivered"}
ENDED = {"Cancelled", "Returned"}


def list_differences(store: Store) -> set[tuple[str, str, str]]:
    """Return kind, reference and words of each open discrepancy."""
    with _connect(store) as line, line.cursor() as cursor:
        cursor.execute(
            "select kind, reference, words from reconciliation_discrepancy where closed_at is null"
        )
        return set(cursor.fetchall())


def _read_stripe(store: Store) -> tuple[dict[str, int], dict[str, int]]:
    """Return what each order paid, and what is left of it after all that moved, in cents."""
    state: dict[str, list[dict[str, Any]]] = _switch(store, "state")
    sessions = {one["payment_intent"]: one for one in state["session"] if one["payment_intent"]}
    paid = {
        one["client_reference_id"]: one["amount_total"]
        for one in sessions.values()
        if one["payment_status"] == "paid"
    }
    owner = {}
    for charge in state["charge"]:
        session = sessions.get(charge["payment_intent"])
        if session:
            owner[charge["id"]] = session["client_reference_id"]
    for kind in ("refund", "dispute"):
        for one in state[kind]:
            owner[one["id"]] = owner.get(one["charge"], "")
    left: dict[str, int] = defaultdict(int)
    for moved in state["balance_transaction"]:
        if number := owner.get(moved["source"]):
            left[number] += moved["amount"]
    return paid, dict(left)


def judge(store: Store, older: set[str]) -> list[str]:
    """Return what is wrong, in words."""
    paid, left = _read_stripe(store)
    paid = {number: amount for number, amount in paid.items() if number not in older}
    left = {number: amount for number, amount in left.items() if number in paid}
    with _connect(store) as line, line.cursor() as cursor:
        status = _ask(cursor, "select number, status from order_order")
        ours = _ask(
            cursor,
            "select o.number, sum(m.amount_minor)::int from stripe_checkout_movement m"
            " join order_order o on o.id = m.order_id group by 1",
        )
        charged = _ask(
            cursor,
            "select o.number, array_agg(m.amount_minor) from stripe_checkout_movement m"
            " join order_order o on o.id = m.order_id where m.kind = 'charge' group by 1",
        )
        sold = _ask(
            cursor, "select order_number, array_agg(gross_minor) from shares_sale group by 1"
        )
        mails = _ask(
            cursor,
            "select reference, count(*) from outbox_outboxmessage"
            " where kind = 'order_paid' group by 1",
        )
        # a refund that Stripe refused or that came back leaves its money there, and staff a task
        asked = _ask(
            cursor,
            "select o.number, count(*) from stripe_checkout_stafftask t join order_order o"
            " on o.id = t.order_id where t.kind = 'refund_failed' and t.done_at is null group by 1",
        )
        loose = _list_loose_holds(cursor)
        tasks = _ask(
            cursor,
            "select kind, count(*) from stripe_checkout_stafftask where done_at is null group by 1",
        )
    print(f"{len(paid)} orders paid; {dict(Counter(status[n] for n in paid if n in status))}")
    print(f"Stripe holds {sum(left.values())} cents of them; open tasks of staff: {tasks}")
    wrong = [f"stock record {one}" for one in loose]
    for number, amount in paid.items():
        facts = (charged.get(number), sold.get(number), mails.get(number))
        if facts != ([amount], [amount], 1):
            wrong.append(f"{number}: paid {amount} once at Stripe, but here {facts}")
        if ours.get(number) != left.get(number):
            wrong.append(f"{number}: Stripe says {left.get(number)}, we say {ours.get(number)}")
        is_over = status.get(number) in ENDED and (not left[number] or number in asked)
        if status.get(number) not in PAID_ONCE and not is_over:
            wrong.append(f"{number}: {status.get(number)} with {left[number]} cents at Stripe")
    strange = (charged.keys() | sold.keys()) - paid.keys() - older
    return wrong + [f"{number}: nobody paid for it at Stripe" for number in strange]


def _list_loose_holds(cursor: Any) -> list[str]:
    """Return the stock records whose hold is not that of the orders which wait for pieces."""
    cursor.execute(
        "select r.id, coalesce(r.num_allocated, 0), coalesce(sum(l.num_allocated), 0)"
        " from partner_stockrecord r left join order_line l"
        " on l.stockrecord_id = r.id and not l.allocation_cancelled"
        " group by r.id having coalesce(r.num_allocated, 0) <> coalesce(sum(l.num_allocated), 0)"
    )
    return [f"{pk} holds {held}, its orders hold {wanted}" for pk, held, wanted in cursor]
