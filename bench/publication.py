"""Measure `/impact/` and the making of a publication with 1,000 participants and many entries.

Interviews and consents are written by plain SQL with the guards off, some sales by the shares'
own service and the other entries by the books', many at once with every guard on; then a quarter
is made, approved and shown. Bars: the page 50 ms and six queries, the run 60 s.

    python -m bench.publication [--women 1000] [--sales 2000] [--lines 1000000]
"""

import argparse
import os
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any

HOME = Path(__file__).resolve().parent.parent / ".local" / "bench-publication"
PAGE_MS, RUN_SECONDS, MOST_QUERIES = 50, 60, 6
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
QUARTER = date(2026, 1, 1)
DUE = datetime(2026, 7, 2, 9, tzinfo=UTC)


def fill_women(count: int, random: Random) -> None:
    """Open the accounts and let each tell of four interviews and her consent."""
    from django.db import connection

    from impact.participants.services import open_training_account

    codes = {"".join(random.choice(SIGNS) for _place in range(8)) for _number in range(count)}
    for number, code in enumerate(sorted(codes)):
        opened_on = date(2022, 1, 1) + timedelta(days=random.randrange(1_300))
        open_training_account(code=code, pseudonym=f"Leaf {number}", opened_on=opened_on)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = 'replica'")
        cursor.execute(INTERVIEWS)
        cursor.execute(CONSENTS)
        cursor.execute("SET session_replication_role = 'origin'")


INTERVIEWS = """
    INSERT INTO participants_interview (participant_id, wave, version, outcome, held_on,
        recorded_by, recorded_at, reason, consumption_minor, currency, days, members, rate,
        rate_source, rate_on, daily_minor, line_id, band, adults, children, earners, work,
        work_days, goals, barriers)
    SELECT p.id, w, 1, CASE WHEN is_done THEN 'done' ELSE 'missed' END, a.opened_on + w * 30,
        'staff:1', now(), '',
        CASE WHEN is_done THEN cents * 120 END, CASE WHEN is_done THEN 'USD' ELSE '' END,
        CASE WHEN is_done THEN 30 END, CASE WHEN is_done THEN 4 END, CASE WHEN is_done THEN 1 END,
        CASE WHEN is_done THEN 'none needed' ELSE '' END,
        CASE WHEN is_done THEN a.opened_on END, CASE WHEN is_done THEN cents END,
        CASE WHEN is_done THEN (SELECT min(id) FROM participants_povertyline) END,
        CASE WHEN is_done THEN 'at_risk' ELSE '' END, CASE WHEN is_done THEN 2 END,
        CASE WHEN is_done THEN 2 END, CASE WHEN is_done THEN 1 END,
        CASE WHEN is_done THEN 'enterprise' ELSE '' END, CASE WHEN is_done THEN 24 END,
        '{}', '{}'
    FROM participants_participant p
    JOIN participants_trainingaccount a ON a.id = p.account_id
    CROSS JOIN unnest(ARRAY[0, 6, 12, 24, 36]) AS w
    CROSS JOIN LATERAL (
        SELECT random() < 0.83 AS is_done, 85 + (random() * 150)::int AS cents
        WHERE p.id > 0 AND w >= 0  -- drawn anew for each row
    ) f
    WHERE a.opened_on + w * 30 < DATE '2026-03-01'
"""
CONSENTS = """
    INSERT INTO consents_consent (uid, account_code, purpose, channel, language, explained_by,
        method, witness, evidence, given_at, expires_at, recorded_by, recorded_at,
        checked_by, checked_at, withdrawal_recorded_by, withdrawal_words)
    SELECT gen_random_uuid(), code, 'statistics', 'web', 'Khmer', 'staff:1', 'signature', '',
        'Folder', '2025-06-01', '2027-06-01', 'staff:1', '2025-06-01',
        'staff:2', '2025-06-01', '', ''
    FROM participants_trainingaccount WHERE random() < 0.9
"""


def fill_books(count: int) -> None:
    """Record sales, one entry of several lines each."""
    from impact.shares.services.sales import record_sale
    from shop.events import PaidLine

    line = PaidLine(
        line_id=1, title="Tote", sku="TOTE", quantity=1, net_minor=1_800, landed_unit_minor=1_320
    )
    for number in range(count):
        record_sale(
            order_number=f"P-{number}",
            currency="USD",
            gross_minor=1_800,
            shipping_minor=0,
            tax_minor=0,
            lines=[line],
            paid_at=datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(minutes=number % 100_000),
        )


SALE = (
    ("clearing:orders", 1_800),
    ("sales", -1_800),
    ("cost-of-goods", 1_320),
    ("inventory", -1_320),
    ("share", 192),
    ("fund:training:pending", -173),
    ("reserve", -19),
)
BATCH = 200
LAST_DAY = date(2026, 6, 30)


def fill_lines(count: int) -> None:
    """Post entries like those of sales, over two years, until there are so many lines."""
    from impact.books import services as books
    from impact.books.models import Line

    entries = max(0, count - Line.objects.count()) // len(SALE)
    for start in range(0, entries, BATCH):
        books.post_batch(
            [
                books.Posting(
                    kind="sale",
                    key=f"fill:{number}",
                    effective_on=LAST_DAY - timedelta(days=number % 730),
                    lines=list(SALE),
                )
                for number in range(start, start + BATCH)
            ]
        )


def fill(asked: Any) -> None:
    """Fill an empty database; one that is filled gets the entries that are missing."""
    from impact.participants.models import TrainingAccount

    begun = time.perf_counter()
    if not TrainingAccount.objects.exists():
        fill_women(asked.women, Random(2009))
        fill_books(asked.sales)
    fill_lines(asked.lines)
    print(f"filled in {time.perf_counter() - begun:.0f} s", flush=True)


def publish() -> float:
    """Make and approve the quarter; return the seconds that making it took."""
    from impact.pages.services import publications

    begun = time.perf_counter()
    made = publications.make_publication(quarter_on=QUARTER, now=DUE)
    taken = time.perf_counter() - begun
    publications.review_publication(publication_id=made.pk, note="", actor="staff:1", now=DUE)
    publications.approve_publication(publication_id=made.pk, actor="staff:2", now=DUE)
    for table in made.content["tables"]:
        print(f"  {table['name']}: {table['state']} {table['cells']}")
    return taken


def measure_page() -> tuple[float, int]:
    """Return the median time of an uncached page in milliseconds, and its queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, times = Client(SERVER_NAME="localhost"), []
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/impact/")
        asked = len(queries)
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"/impact/ answered {answer.status_code}.")
    for _round in range(30):
        begun = time.perf_counter()
        client.get("/impact/")
        times.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(times), asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--women", type=int, default=1_000)
    parser.add_argument("--sales", type=int, default=2_000)
    parser.add_argument("--lines", type=int, default=1_000_000)
    asked: Any = parser.parse_args()
    from bench.lists import start_servers

    postgres, redis = start_servers(HOME)
    os.environ["KEPT_PAGE_SECONDS"] = "0"
    try:
        run(asked)
    finally:
        redis.stop()
        postgres.stop()


def run(asked: Any) -> None:
    """Fill, publish, measure and say whether the bars hold."""
    import django

    django.setup()
    from django.core.management import call_command

    from impact.books.models import Line
    from impact.pages.services import publish_fund_batch
    from impact.participants.models import TrainingAccount

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    fill(asked)
    begun = time.perf_counter()
    publish_fund_batch(now=datetime.now(UTC) + timedelta(days=1))
    print(f"fund batch in {time.perf_counter() - begun:.1f} s", flush=True)
    seconds = publish()
    milliseconds, queries = measure_page()
    print(f"{TrainingAccount.objects.count()} participants, {Line.objects.count()} ledger lines")
    print(f"publication made in {seconds:.1f} s (bar {RUN_SECONDS})")
    print(f"/impact/ uncached {milliseconds:.1f} ms (bar {PAGE_MS}), {queries} queries")
    print(f"load average {os.getloadavg()[0]:.1f}")
    if seconds > RUN_SECONDS or milliseconds > PAGE_MS or queries > MOST_QUERIES:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
