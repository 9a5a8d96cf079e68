"""Queries and server time of the staff's long lists: `python -m bench.lists`.

Fills a private database with 20,000 products and 10,000 orders and opens the admin's lists in one
process of the store, as a superuser. The bar is 12 queries and 100 ms for each. The folder is kept,
so that the next run starts at once.
"""

import argparse
import os
import statistics
import sys
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from nomi.stack.postgres import Postgres
from nomi.stack.redis import Redis

HOME = Path(__file__).resolve().parent.parent / ".local" / "bench-lists"
MOST_QUERIES, MOST_MS = 12, 100
STATUSES = ("Paid", "Ready to ship", "Shipped", "Delivered", "Cancelled", "On hold")
ORDERS = "/admin/order/order/"
PRODUCTS = "/admin/catalogue/product/"
PAGES = {
    "orders": ORDERS,
    "orders, page 100": f"{ORDERS}?p=100",
    "orders, paid": f"{ORDERS}?status__exact=Paid",
    "orders, by number": f"{ORDERS}?q=B-004711",
    "orders, by e-mail": f"{ORDERS}?q=buyer4711@shopper.example",
    "orders, by name": f"{ORDERS}?q=Name4711",
    "orders, by SKU": f"{ORDERS}?q={{sku}}",
    "orders, found nothing": f"{ORDERS}?q=nobody-at-all",
    "products": PRODUCTS,
    "products, page 200": f"{PRODUCTS}?p=200",
    "products, by title": f"{PRODUCTS}?q=tote",
    "products, by two words": f"{PRODUCTS}?q=mekong+silk",
    "products, by UPC": f"{PRODUCTS}?q=CROWD-4711",
    "products, by SKU": f"{PRODUCTS}?q={{sku}}",
    "products, found nothing": f"{PRODUCTS}?q=nothing-at-all",
    "products, not public": f"{PRODUCTS}?is_public__exact=0",
    "products, of a category": f"{PRODUCTS}?categories__id__exact={{category}}",
    "products, variants": f"{PRODUCTS}?structure__exact=child",
    "stock": "/admin/partner/stockrecord/",
    "stock, by SKU": "/admin/partner/stockrecord/?q={sku}",
    "today": "/admin/",
}


def start_servers(folder: Path) -> tuple[Postgres, Redis]:
    """Start PostgreSQL and Redis and point the store's settings at them."""
    folder.mkdir(parents=True, exist_ok=True)
    postgres, redis = Postgres(folder / "postgres"), Redis(folder / "redis")
    postgres.start()
    postgres.create_database()
    redis.start()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "nomi.settings.demo",
        "DATABASE_URL": postgres.url(),
        "REDIS_URL": redis.broker_url(),
        "CACHE_REDIS_URL": redis.url(),
        "STRIPE_API_BASE": "http://127.0.0.1:1",
        "STRIPE_API_KEY": "sk_test_standin",
        "STRIPE_WEBHOOK_SECRETS": "whsec_standin",
        "STAFF_WITHOUT_SECOND_FACTOR": "yes",
        "NOMI_LOCAL_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    return postgres, redis


def make_orders(count: int) -> None:
    """Write orders straight into the tables, three lines to every second one."""
    from django.utils import timezone
    from oscar.core.loading import get_model

    Order, Line = get_model("order", "Order"), get_model("order", "Line")  # noqa: N806
    Address = get_model("order", "ShippingAddress")  # noqa: N806
    country, _is_new = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="US", defaults={"printable_name": "United States"}
    )
    records = list(get_model("partner", "StockRecord").objects.select_related("product")[:997])
    now = timezone.now()
    addresses = Address.objects.bulk_create(
        (
            Address(
                first_name="Ada",
                last_name=f"Name{n}",
                line1="1 Main",
                line4="Troy",
                country=country,
            )
            for n in range(count)
        ),
        batch_size=2_000,
    )
    orders = Order.objects.bulk_create(
        (
            Order(
                number=f"B-{n:06}",
                guest_email=f"buyer{n}@shopper.example",
                status=STATUSES[n % len(STATUSES)],
                currency="USD",
                shipping_address=addresses[n],
                total_incl_tax=Decimal("23.95"),
                total_excl_tax=Decimal("23.95"),
                date_placed=now - timedelta(minutes=17 * n),
            )
            for n in range(count)
        ),
        batch_size=2_000,
    )
    Line.objects.bulk_create(
        (
            Line(
                order=order,
                product=record.product,
                stockrecord=record,
                partner_sku=record.partner_sku,
                title=record.product.title,
                quantity=1,
                num_allocated=0,
                line_price_incl_tax=18,
                line_price_excl_tax=18,
                line_price_before_discounts_incl_tax=18,
                line_price_before_discounts_excl_tax=18,
            )
            for n, order in enumerate(orders)
            for record in (records[(n * 3 + one) % len(records)] for one in range(1 + n % 2 * 2))
        ),
        batch_size=5_000,
    )


def fill(*, products: int, orders: int) -> None:
    """Migrate, seed the catalogue and the staff, and write the orders, unless they are there."""
    from django.core.management import call_command
    from django.db import connection, transaction
    from oscar.core.loading import get_model

    from nomi.demo.staff import seed_staff

    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    if get_model("order", "Order").objects.exists():
        return
    if get_model("catalogue", "Product").objects.count() < products:
        call_command("seed_catalogue", "--products", str(products))
    seed_staff()
    with transaction.atomic():
        make_orders(orders)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")


def measure(client: Any, address: str, *, repeats: int) -> tuple[int, float, float]:
    """Return queries, median and slowest milliseconds of a page that was opened before."""
    from bench.probe import counting

    times, queries = [], 0
    for _number in range(repeats + 2):
        with counting() as counter:
            started = time.perf_counter()
            answer = client.get(address)
            times.append((time.perf_counter() - started) * 1_000)
        if answer.status_code != 200:
            message = f"{address} answered {answer.status_code}"
            raise SystemExit(message)
        queries = counter.count
    return queries, statistics.median(times[2:]), max(times[2:])


def run(repeats: int) -> bool:
    """Open every list and print a table; return whether all keep the bar."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from oscar.core.loading import get_model

    from nomi.demo.logins import STAFF_EMAIL

    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model()._default_manager.get(email=STAFF_EMAIL))
    facts = {
        "sku": get_model("partner", "StockRecord").objects.order_by("pk")[471].partner_sku,
        "category": get_model("catalogue", "ProductCategory").objects.first().category_id,
    }
    keeps = True
    print(f"{'page':<26}{'queries':>8}{'median ms':>11}{'slowest ms':>12}")
    for name, address in PAGES.items():
        queries, median, slowest = measure(client, address.format(**facts), repeats=repeats)
        is_list = name != "today"
        fails = is_list and (queries > MOST_QUERIES or median > MOST_MS)
        keeps = keeps and not fails
        print(f"{name:<26}{queries:>8}{median:>11.1f}{slowest:>12.1f}{'  MISSED' if fails else ''}")
    return keeps


def main() -> None:
    """Start, fill, measure, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=20)
    given = parser.parse_args()
    postgres, redis = start_servers(HOME)
    try:
        import django

        django.setup()
        fill(products=given.products, orders=given.orders)
        keeps = run(given.repeats)
    finally:
        redis.stop()
        postgres.stop()
    sys.exit(0 if keeps else 1)


if __name__ == "__main__":
    main()
