"""Forty shoppers after five bags, over HTTP, round after round.

`python -m bench.oversell [--rounds 25] [--shoppers 40] [--stock 5] [--unguarded]`. Each round puts
the stock to five, lets every shopper fill a basket, walk to the review page and press Pay at the
same moment, and counts the orders. With `--unguarded` the same store runs without the condition
in its UPDATE and without the database's check: the control, which must oversell.
"""

import argparse
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import psycopg2

from bench.shopper import Answer, Shopper
from bench.store import make_store
from nomi.stack.store import Store

DROP_CHECK = "alter table partner_stockrecord drop constraint {name}"


def _connect(store: Store) -> "psycopg2.extensions.connection":
    owner = store.postgres.url() if store.postgres else store.environment["DATABASE_URL"]
    line = psycopg2.connect(owner)
    line.autocommit = True
    return line


def _find_bag(store: Store) -> tuple[int, int, str]:
    with _connect(store) as line, line.cursor() as cursor:
        cursor.execute(
            "select r.id, p.id, coalesce(m.slug, p.slug), coalesce(m.id, p.id)"
            " from partner_stockrecord r join catalogue_product p on p.id = r.product_id"
            " left join catalogue_product m on m.id = p.parent_id order by p.id limit 1"
        )
        record, product, slug, page = cursor.fetchone()
    return record, product, f"/shop/{slug}_{page}/"


def _set_stock(store: Store, record: int, pieces: int) -> None:
    with _connect(store) as line, line.cursor() as cursor:
        cursor.execute(
            "update partner_stockrecord set num_in_stock = coalesce(num_allocated, 0) + %s"
            " where id = %s",
            (pieces, record),
        )


def _count_orders(store: Store) -> int:
    with _connect(store) as line, line.cursor() as cursor:
        cursor.execute("select count(*) from order_order where status <> 'Cancelled'")
        return int(cursor.fetchone()[0])


def _drop_checks(store: Store) -> None:
    with _connect(store) as line, line.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint where contype = 'c'"
            " and conrelid = 'partner_stockrecord'::regclass"
            " and pg_get_constraintdef(oid) like '%num_allocated%num_in_stock%'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(DROP_CHECK.format(name=f'"{name}"'))


def _reach_review(store: Store, product: str, variant: int) -> tuple[Shopper, Answer]:
    shopper = Shopper(store.url)
    shopper.add(product, variant)
    return shopper, shopper.reach_review()


def _play_round(store: Store, shoppers: int, product: str, variant: int) -> Counter[int]:
    start = Barrier(shoppers)

    def buy(waiting: tuple[Shopper, Answer]) -> int:
        shopper, review = waiting
        start.wait()
        return shopper.submit(review, "/checkout/review/", {}).status

    with ThreadPoolExecutor(shoppers) as crowd:
        ready = list(crowd.map(lambda _: _reach_review(store, product, variant), range(shoppers)))
        return Counter(crowd.map(buy, ready))


def _play(store: Store, words: argparse.Namespace) -> int:
    record, variant, product = _find_bag(store)
    failed = 0
    for number in range(1, words.rounds + 1):
        _set_stock(store, record, words.stock)
        before = _count_orders(store)
        statuses = _play_round(store, words.shoppers, product, variant)
        sold = _count_orders(store) - before
        errors = sum(count for status, count in statuses.items() if status >= 500)
        failed += sold != words.stock or errors > 0
        print(f"round {number:2}: {sold} sold, answers {dict(sorted(statuses.items()))}")
        sys.stdout.flush()
    return failed


def main() -> None:
    """Play the rounds; exit 1 when any sold another number or answered with a 5xx."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--shoppers", type=int, default=40)
    parser.add_argument("--stock", type=int, default=5)
    parser.add_argument("--unguarded", action="store_true")
    words = parser.parse_args()
    wsgi = "bench.unguarded:application" if words.unguarded else "nomi.wsgi"
    store = make_store(Path(tempfile.mkdtemp(prefix="nomi-oversell-")), wsgi=wsgi, web_workers=3)
    try:
        store.start()
        if words.unguarded:
            _drop_checks(store)
        failed = _play(store, words)
    finally:
        store.stop()
    print(f"{words.rounds - failed} of {words.rounds} rounds sold exactly {words.stock}, no 5xx")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
