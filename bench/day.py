"""A simulated day on a real store: everything that goes wrong with money, all at once.

`python -m bench.day [--orders 500] [--seed 1]`. Shoppers buy with good, refused and slow payments;
staff ship, cancel, refund and take goods back; banks dispute; somebody refunds in Stripe's
dashboard; a tenth of the webhooks never comes and a fifth comes twice; web, worker and Redis are
killed at random all day. In the evening one sweep runs. Then `check_books` must name nothing that
it did not name in the morning, and each order's money here must equal Stripe's to the cent.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.evening import judge, list_differences
from bench.kills import Crowd, _kill_one_web_worker, _switch
from bench.oversell import _connect
from bench.shopper import Shopper
from bench.store import make_store
from nomi.stack.process import StackError
from nomi.stack.store import ROOT, Store

PAUSE_BETWEEN_KILLS = (2.0, 6.0)
SLOW = "slow"
NO_GRACE = {f"CLEARING_DAYS_{what}": "0" for what in ("ORDERS", "GIFTS", "PAYOUTS", "TRANSIT")}


class Day(Crowd):
    """The shoppers of the day, and what happens to their money at Stripe."""

    def __init__(self, store: Store, seed: int, older: list[str]) -> None:
        super().__init__(store, seed)
        self.seed, self.older = seed, set(older)
        self.seen: Counter[str] = Counter()

    def _reach_stripe(self, shopper: Shopper) -> str | None:
        basket = shopper.send("/basket/")
        if 'action="/checkout/resume/"' in basket.body:
            answer = shopper.submit(basket, "/checkout/resume/", {})
        else:
            quantity = 1 + sum(shopper.address["email"].encode()) % 3
            shopper.add(self.product, self.variant, quantity)
            answer = shopper.pay()
        is_there = answer.status == 303 and "/pay/" in answer.location
        return answer.location if is_there else None

    def _pay(self, shopper: Shopper, location: str, dice: random.Random) -> bool:
        session = location.rpartition("/")[2]
        lot = dice.random()
        if lot < 0.05:
            self.seen["left without paying"] += 1
            return False
        if lot < 0.20:
            self.seen["declined first"] += 1
            self._try_card(session, "4000000000000002" if lot < 0.13 else "4000000000009995")
        is_slow = 0.20 <= lot < 0.28
        self._try_card(session, SLOW if is_slow else "4242424242424242")
        if is_slow:
            self.seen["slow"] += 1
            time.sleep(dice.uniform(0, 1))
            _switch(self.store, f"finish/{session}", {"succeeded": lot < 0.26})
        if lot < 0.75:
            self._come_back(shopper, session)
        return True

    def trouble_at_stripe(self) -> None:
        """Let banks dispute some payments, and somebody refund others in the dashboard."""
        dice = random.Random(f"{self.seed} stripe")
        for charge in self._list_charges():
            lot = dice.random()
            if charge["amount_refunded"] or lot >= 0.10:
                continue
            if lot < 0.05:
                self._dispute(charge["id"], lot)
            else:
                self._refund_in_dashboard(charge, dice.randint(1, charge["amount"] // 2))

    def _list_charges(self) -> list[dict[str, Any]]:
        """Return what was charged today."""
        return [
            one
            for one in _switch(self.store, "state/charge")
            if one["status"] == "succeeded"
            and one["metadata"].get("order", "") not in {"", *self.older}
        ]

    def _dispute(self, charge: str, lot: float) -> None:
        self.seen["disputed"] += 1
        dispute = _switch(self.store, f"dispute/{charge}", {})["id"]
        if lot < 0.035:
            _switch(self.store, f"dispute/{dispute}", {"answered": True})
            _switch(self.store, f"dispute/{dispute}", {"won": lot < 0.02})

    def _refund_in_dashboard(self, charge: dict[str, Any], amount: int) -> None:
        self.seen["refunded in the dashboard"] += 1
        words = urllib.parse.urlencode({"charge": charge["id"], "amount": amount}).encode()
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.store.stripe_url}/v1/refunds",
            words,
            {"Authorization": "Bearer sk_test_standin", "Idempotency-Key": f"day-{charge['id']}"},
        )
        for _try in range(5):  # the line may drop an answer on purpose
            try:
                urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - loopback
            except OSError:
                time.sleep(0.2)
            else:
                return

    def fail_some_refunds(self) -> None:
        """Let a few refunds that had succeeded come back, weeks later."""
        today = {one["id"] for one in self._list_charges()}
        made = [
            one
            for one in _switch(self.store, "state/refund")
            if one["status"] == "succeeded" and one["charge"] in today
        ]
        for refund in made[::15]:
            self.seen["refund came back"] += 1
            _switch(self.store, f"refund/{refund['id']}", {"succeeded": False})


def _let_staff_work(store: Store, what: str, seed: int, older: list[str]) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.staff", what, str(seed)],
        cwd=ROOT,
        env={**os.environ, **store.environment, "DATABASE_STATEMENT_SECONDS": "0"},
        input=json.dumps(older),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StackError(f"the staff could not work:\n{done.stderr[-3000:]}")
    counts: dict[str, int] = json.loads(done.stdout.strip().splitlines()[-1])
    return counts


def _live(store: Store, day: Day, words: argparse.Namespace, older: list[str]) -> None:
    """Let the day pass: buying, then trouble at Stripe, then the work of staff."""
    with ThreadPoolExecutor(words.shoppers) as shoppers:
        bought = sum(shoppers.map(day.buy, range(words.orders)))
    print(f"{bought} of {words.orders} shoppers tried to pay", flush=True)
    day.trouble_at_stripe()
    print(f"staff: {_let_staff_work(store, 'ship', words.seed, older)}", flush=True)


def _torment(store: Store, day: "Future[None]", seed: int) -> Counter[str]:
    """Kill at random until the day is over; the thread that starts a child must outlive it."""
    dice, kills = random.Random(seed), Counter[str]()
    while not day.done():
        time.sleep(dice.uniform(*PAUSE_BETWEEN_KILLS))
        victim = dice.choices(("web", "worker", "redis", "web worker"), (1, 6, 3, 4))[0]
        kills[victim] += 1
        if victim == "redis" and store.redis:
            store.redis.kill()
            store.redis.start()
        elif victim == "web worker":
            _kill_one_web_worker(store, dice)
        else:
            child = store.web if victim == "web" else store.worker
            child.kill()
            child.start()
        if dice.random() < 0.3:
            kind = dice.choice(("drop", "500", "429"))
            _switch(store, "faults", {"kind": kind, "path": "/v1/", "times": 1})
    return kills


def _check_books(store: Store) -> set[tuple[str, str, str]]:
    """Run `check_books` without any grace; return every difference that it names."""
    for _try in range(20):
        try:
            store.manage("check_books", environment=NO_GRACE)
        except StackError as error:
            if "under way" in (store.folder / "manage.log").read_text() + str(error):
                time.sleep(3)
                continue
        break
    return list_differences(store)


def _run(store: Store, words: argparse.Namespace) -> list[str]:
    with _connect(store) as line, line.cursor() as cursor:
        cursor.execute("update partner_stockrecord set num_in_stock = 1000000")
        cursor.execute("select number from order_order")
        older = [number for (number,) in cursor.fetchall()]
    # the demo's history at Stripe has sessions of orders that the shop never saw
    older += [one["client_reference_id"] for one in _switch(store, "state/session")]
    morning = _check_books(store)
    day = Day(store, words.seed, older)
    _switch(store, "faults", {"webhooks": "lossy"})
    with ThreadPoolExecutor(1) as background:
        passing = background.submit(_live, store, day, words, older)
        kills = _torment(store, passing, words.seed)
        passing.result()
    _switch(store, "clear", {})
    store.wait("/livez")
    _let_staff_work(store, "sweep", words.seed, older)
    day.fail_some_refunds()
    _let_staff_work(store, "sweep", words.seed, older)
    print(f"staff: {_let_staff_work(store, 'explain', words.seed, older)}")
    print(f"killed: {dict(kills)}; at Stripe and in the shop: {dict(day.seen)}")
    new = _check_books(store) - morning
    print(store.manage("verify_books").strip().splitlines()[-1])
    return [*day.trouble, *(f"check_books: {one[2]}" for one in new), *judge(store, set(older))]


def main() -> None:
    """Let the day pass; exit 1 when one cent differs in the evening."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=500)
    parser.add_argument("--shoppers", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nomi-day-"))
    store = make_store(folder)
    started = time.monotonic()
    try:
        store.start()
        wrong = _run(store, words)
    finally:
        store.stop()
    print("\n".join(wrong[:40]))
    print(f"{len(wrong)} wrong in the evening; {time.monotonic() - started:.0f} s, logs {folder}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
