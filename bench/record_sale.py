"""Measure how fast sales enter the books, beside PostgreSQL's own `pgbench -N`, on one cluster.

One client each, fsync on, rounds in turn so that the machine's moods fall on both. A sale is an
order of three lines with delivery and tax, recorded and committed by itself.

    python -m bench.record_sale [--rounds 5] [--seconds 4]
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from nomi.stack.postgres import Postgres, get_binaries

BARS = {"sales per second": 400, "part of pgbench -N": 0.25}


class Line(NamedTuple):
    line_id: int
    title: str
    sku: str
    quantity: int
    net_minor: int
    landed_unit_minor: int


LINES = (
    Line(1, "Tote", "TOTE-1", 2, 3_600, 1_320),
    Line(2, "Card holder", "CARD-1", 1, 3_200, 2_450),
    Line(3, "T-shirt", "SHIRT-1", 1, 2_400, 1_800),
)


def start_cluster(folder: Path) -> Postgres:
    folder.chmod(0o755)
    postgres = Postgres(folder / "postgres")
    postgres.start({"fsync": "on", "synchronous_commit": "on"})
    postgres.create_database()
    postgres.create_database("pgbench")
    os.environ["DJANGO_SETTINGS_MODULE"] = "nomi.settings.test"
    os.environ["DATABASE_URL"] = postgres.url()
    os.environ["REDIS_URL"] = "redis://127.0.0.1:1"
    return postgres


def migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def count_statements() -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        record_one("counted")
    return sum(
        not query["sql"].startswith(("BEGIN", "COMMIT")) for query in captured.captured_queries
    )


def record_one(order_number: str) -> None:
    from impact import api

    api.record_sale(
        order_number=order_number,
        currency="USD",
        gross_minor=10_300,
        shipping_minor=700,
        tax_minor=400,
        lines=LINES,
        paid_at=datetime.now(tz=UTC),
    )


def measure_sales(seconds: float, prefix: str) -> float:
    started, number = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        record_one(f"{prefix}-{number}")
        number += 1
    return number / (time.perf_counter() - started)


def pgbench(postgres: Postgres, *options: str) -> str:
    command = [str(get_binaries() / "pgbench"), "-h", str(postgres.sockets), "-U", "postgres"]
    done = subprocess.run(
        [*command, *options, "pgbench"], check=True, capture_output=True, text=True
    )
    return done.stdout


def measure_pgbench(postgres: Postgres, seconds: float) -> float:
    report = pgbench(postgres, "-N", "-c", "1", "-T", str(round(seconds)), "-n")
    return float(re.search(r"tps = ([\d.]+)", report)[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nomi-bench-"))
    postgres = start_cluster(folder)
    try:
        migrate()
        pgbench(postgres, "-i", "-s", "10", "-q")
        print(f"statements per sale: {count_statements()}")
        measure_sales(1, "warm")
        sales, base = [], []
        for turn in range(arguments.rounds):
            base.append(measure_pgbench(postgres, arguments.seconds))
            sales.append(measure_sales(arguments.seconds, f"round-{turn}"))
            print(f"round {turn + 1}: pgbench -N {base[-1]:.0f}/s, record_sale {sales[-1]:.0f}/s")
        rate, beside = statistics.median(sales), statistics.median(base)
        print(f"medians: record_sale {rate:.0f}/s, pgbench -N {beside:.0f}/s, {rate / beside:.2f}")
        for (name, bar), value in zip(BARS.items(), (rate, rate / beside), strict=True):
            print(f"{name}: {value:.2f}, bar {bar}: {'met' if value >= bar else 'MISSED'}")
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
