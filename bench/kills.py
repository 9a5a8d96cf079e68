"""Purchases while web, worker and Redis are killed at random and webhooks go astray.

`python -m bench.kills [--purchases 500] [--kills 200] [--seed 1]`. Afterwards one sweep runs, and
then every session that is paid at the stand-in must be exactly one paid order, one charge, one
sale in the books and one receipt owed or sent, to the cent; and nothing else may be any of these.
"""

import argparse
import json
import random
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from bench.oversell import _connect, _find_bag
from bench.shopper import Answer, Shopper
from bench.store import make_store
from nomi.stack.store import Store

if TYPE_CHECKING:
    import psycopg2

WEBHOOKS = ("normal", "never", "twice", "reversed", "early", "unsigned")
SWEEPS = (
    "read_stripe_events", "handle_stripe_events", "settle_payments",
    "find_unrecorded_payments", "submit_refunds", "relay_outbox",
)  # fmt: skip
PATIENCE = 200
"""Tries of one shopper before she gives a purchase up."""


def _switch(store: Store, path: str, words: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{store.stripe_url}/_sandbox/{path}",
        json.dumps(words).encode() if words is not None else None,
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
        return json.load(answer)


class Crowd:
    """Shoppers who try again when the line goes dead, as people do."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.dice = store, random.Random(seed)
        _, self.variant, self.product = _find_bag(store)
        self.trouble: list[str] = []

    def buy(self, number: int) -> bool:
        """Buy one bag; say whether Stripe was paid."""
        dice = random.Random(f"{self.dice}{number}")
        shopper = Shopper(self.store.url)
        for _ in range(PATIENCE):
            try:
                answer = self._reach_stripe(shopper)
                if answer is not None:
                    return self._pay(shopper, answer, dice)
            except OSError:
                pass
            time.sleep(0.2)
        self.trouble.append(f"purchase {number} never reached Stripe")
        return False

    def _reach_stripe(self, shopper: Shopper) -> str | None:
        basket = shopper.send("/basket/")
        if 'action="/checkout/resume/"' in basket.body:
            answer = shopper.submit(basket, "/checkout/resume/", {})
        else:
            shopper.add(self.product, self.variant)
            answer = shopper.pay()
        is_there = answer.status == 303 and "/pay/" in answer.location
        return answer.location if is_there else None

    def _pay(self, shopper: Shopper, location: str, dice: random.Random) -> bool:
        session = location.rpartition("/")[2]
        fate = dice.random()
        if fate < 0.05:
            return False
        if fate < 0.15:
            self._try_card(session, "4000000000000002")
        self._try_card(session, "4242424242424242")
        if fate < 0.75:
            self._come_back(shopper, session)
        return True

    def _try_card(self, session: str, card: str) -> None:
        try:
            _switch(self.store, f"pay/{session}", {"card": card})
        except urllib.error.HTTPError as refused:
            refused.close()

    def _come_back(self, shopper: Shopper, session: str) -> None:
        paid = _switch(self.store, f"session/{session}")
        for _ in range(3):
            try:
                found: Answer = shopper.send(paid["success_url"])
            except OSError:
                time.sleep(0.3)
                continue
            if found.status < 500:
                return


def _torment(store: Store, kills: int, seed: int, done: list[str]) -> None:
    dice = random.Random(seed)
    while len(done) < kills:
        time.sleep(dice.uniform(0.2, 0.9))
        victim = dice.choices(("web", "worker", "redis", "web worker"), (1, 3, 3, 5))[0]
        if victim == "redis" and store.redis:
            store.redis.kill()
            time.sleep(dice.uniform(0, 0.5))
            store.redis.start()
        elif victim == "web worker":
            _kill_one_web_worker(store, dice)
        else:
            child = store.web if victim == "web" else store.worker
            child.kill()
            child.start()
        done.append(victim)
        mode = dice.choice(WEBHOOKS)
        _switch(store, "faults", {"webhooks": mode})
        if dice.random() < 0.3:
            kind = dice.choice(("drop", "500", "429"))
            _switch(store, "faults", {"kind": kind, "path": "/v1/", "times": 1})


def _kill_one_web_worker(store: Store, dice: random.Random) -> None:
    try:
        workers = psutil.Process(store.web.process.pid).children()  # type: ignore[union-attr]
        if workers:
            dice.choice(workers).send_signal(signal.SIGKILL)
    except psutil.NoSuchProcess:
        return


def _ask(cursor: "psycopg2.extensions.cursor", question: str) -> dict[str, Any]:
    cursor.execute(question)
    return dict(cursor.fetchall())


def _judge(store: Store, older: set[str]) -> list[str]:
    paid = {
        session["client_reference_id"]: session
        for session in _switch(store, "state")["session"]
        if session["payment_status"] == "paid"
    }
    wrong = []
    with _connect(store) as line, line.cursor() as cursor:
        status = _ask(cursor, "select number, status from order_order")
        cents = _ask(cursor, "select number, (total_incl_tax * 100)::int from order_order")
        charged = _ask(
            cursor,
            "select o.number, array_agg(m.amount_minor) from stripe_checkout_movement m"
            " join order_order o on o.id = m.order_id where m.kind = 'charge' group by 1",
        )
        sold = _ask(
            cursor,
            "select order_number, array_agg(gross_minor) from shares_sale group by 1",
        )
        mails = _ask(
            cursor,
            "select reference, count(*) from outbox_outboxmessage"
            " where kind = 'order_paid' group by 1",
        )
        cursor.execute("select count(*) from outbox_outboxmessage where state <> 'sent'")
        late = cursor.fetchone()[0]
    for found in (status, cents, charged, sold, mails):
        for number in older & found.keys():
            del found[number]  # the demo's history, paid before the soak began
    for number, session in paid.items():
        amount = session["amount_total"]
        facts = (
            status.get(number), cents.get(number), charged.get(number), sold.get(number),
            mails.get(number),
        )  # fmt: skip
        if facts != ("Paid", amount, [amount], [amount], 1):
            wrong.append(f"{number}: paid {amount} at Stripe, but the store says {facts}")
    for what, found in (("charge", charged), ("sale", sold), ("receipt", mails)):
        wrong += [f"{number}: a {what} nobody paid for" for number in found if number not in paid]
    wrong += [
        f"{number}: Paid, but not at Stripe"
        for number, one in status.items()
        if one == "Paid" and number not in paid
    ]
    print(f"{len(paid)} sessions paid at Stripe, {len(sold)} sales in the books")
    print(f"{late} mails wait until the lease of a killed relay is over")
    return wrong


def _run(store: Store, words: argparse.Namespace) -> list[str]:
    with _connect(store) as line, line.cursor() as cursor:
        cursor.execute("update partner_stockrecord set num_in_stock = 1000000")
        older = set(_ask(cursor, "select number, id from order_order"))
    crowd, kills = Crowd(store, words.seed), []

    def buy_all() -> int:
        with ThreadPoolExecutor(words.shoppers) as shoppers:
            return sum(shoppers.map(crowd.buy, range(words.purchases)))

    # a child dies with the thread that started it, so the thread that stays does the killing
    with ThreadPoolExecutor(1) as background:
        bought = background.submit(buy_all)
        _torment(store, words.kills, words.seed, kills)
        print(f"{bought.result()} of {words.purchases} purchases were paid at Stripe")
    print(f"{len(kills)} kills in all: { {name: kills.count(name) for name in set(kills)} }")
    _switch(store, "clear", {})
    store.wait("/livez")
    for sweep in SWEEPS:
        store.manage(sweep)
    print(store.manage("verify_books").strip().splitlines()[-1])
    return crowd.trouble + _judge(store, older)


def main() -> None:
    """Run the soak; exit 1 when one cent is lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--purchases", type=int, default=500)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--shoppers", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nomi-kills-"))
    store = make_store(folder)
    started = time.monotonic()
    try:
        store.start()
        wrong = _run(store, words)
    finally:
        store.stop()
    print("\n".join(wrong[:40]))
    print(f"{len(wrong)} wrong after one sweep; {time.monotonic() - started:.0f} s, logs {folder}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
