"""How the books bear size: `python -m bench.scale [--accounts 10000] [--shares 100000]`.

Each task runs in a process of its own, which then tells its time and the most memory it held.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.record_sale import migrate, start_cluster

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LARGEST_MB = 300
LINES_PER_ENTRY = 10
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def write_code(number: int) -> str:
    """Return an account code of eight signs for the number."""
    signs = ""
    for _place in range(8):
        number, sign = divmod(number, len(SIGNS))
        signs += SIGNS[sign]
    return signs


def prepare_accounts(count: int) -> None:
    from django.db import transaction

    from impact.books.models import Account
    from impact.participants.models import Participant, StatusChange, TrainingAccount

    made = [
        TrainingAccount(code=write_code(one), pseudonym=f"Leaf {one}", opened_on=NOW.date())
        for one in range(count)
    ]
    with transaction.atomic():  # an account and its holder are asked for together
        TrainingAccount.objects.bulk_create(made, batch_size=2_000)
        Participant.objects.bulk_create(
            [Participant(account=one, adult_checked_on=one.opened_on) for one in made],
            batch_size=2_000,
        )
        StatusChange.objects.bulk_create(
            [
                StatusChange(
                    account=one,
                    to_status=one.status,
                    on=one.opened_on,
                    reason="Opened.",
                    changed_by="system",
                    at=NOW,
                )
                for one in made
            ],
            batch_size=2_000,
        )
    Account.objects.bulk_create(
        [Account(code=one.books_code, kind="liability", floor_minor=0) for one in made],
        batch_size=2_000,
    )


def prepare_shares(count: int) -> None:
    from impact.books import services as books
    from impact.shares.models import Sale, SaleLine, SharePolicy

    policy = SharePolicy.objects.order_by("version").first()
    sales = Sale.objects.bulk_create(
        [
            Sale(
                order_number=f"N-{number}",
                request_hash="",
                currency="USD",
                gross_minor=7_200,
                shipping_minor=0,
                tax_minor=0,
                paid_at=NOW,
            )
            for number in range(count // 4)
        ],
        batch_size=2_000,
    )
    lines = (
        SaleLine(
            sale=sale,
            line_ref=place,
            title="Tote",
            sku="TOTE-1",
            quantity=1,
            net_minor=1_800,
            landed_unit_minor=1_320,
            share_minor=192,
            fund_minor=173,
            reserve_minor=19,
            policy=policy,
            matures_at=NOW,
        )
        for sale in sales
        for place in range(4)
    )
    SaleLine.objects.bulk_create(lines, batch_size=2_000)
    sides = [("share", 192 * count), ("fund:training:pending", -173 * count)]
    books.post(
        books.Posting(
            kind="sale",
            key="sale:all",
            effective_on=NOW.date(),
            lines=[*sides, ("reserve", -19 * count)],
        )
    )


def prepare_lines(count: int) -> None:
    """Post entries of ten lines, as long as a sale's, until there are so many lines."""
    from impact.books import services as books

    half = LINES_PER_ENTRY // 2
    sides = [("clearing:orders", 1_800)] * half + [("sales", -1_800)] * half
    step = 200
    for start in range(0, count // LINES_PER_ENTRY, step):
        books.post_batch(
            [
                books.Posting(
                    kind="sale", key=f"fill:{number}", effective_on=NOW.date(), lines=sides
                )
                for number in range(start, start + step)
            ]
        )


def mature(_count: int) -> float:
    from impact.shares.services.maturity import mature_shares

    return float(mature_shares(now=NOW + timedelta(days=1)))


def allocate(_count: int) -> float:
    from impact.shares.services.allocation import allocate_fund

    run = allocate_fund(now=NOW + timedelta(days=1))
    return float(run.account_count) if run else 0.0


def verify(_count: int) -> float:
    from impact.books.models import Line
    from impact.proofs.services.verification import verify_everything

    if faults := verify_everything(now=NOW + timedelta(days=1)):
        raise SystemExit(f"the books are said to be broken: {faults[:3]}")
    return float(Line.objects.count())


def seal(_count: int) -> float:
    from impact.proofs.services.sealing import seal_entries

    sealed = 0
    while found := seal_entries(now=NOW + timedelta(days=1)):
        sealed += int(found)
    return float(sealed)


JOBS: dict[str, Callable[[int], float | None]] = {
    "prepare_accounts": prepare_accounts,
    "prepare_shares": prepare_shares,
    "prepare_lines": prepare_lines,
    "mature": mature,
    "allocate": allocate,
    "verify": verify,
    "seal": seal,
}


def do(job: str, count: int) -> None:
    """Do one job in this process and tell what it took."""
    import django

    django.setup()
    began = time.perf_counter()
    done = JOBS[job](count)
    facts = {
        "done": done,
        "seconds": time.perf_counter() - began,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(facts))


def ask(job: str, count: int = 0) -> dict[str, float]:
    """Do one job in a fresh process."""
    words = [sys.executable, "-m", "bench.scale", "--job", job, "--count", str(count)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=os.environ)
    if done.returncode:
        raise SystemExit(f"{job} failed:\n{done.stderr[-3000:]}")
    facts: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return facts


def judge(name: str, facts: dict[str, float], most_seconds: float) -> bool:
    """Print one task's figures beside its bars; say whether they are met."""
    met = facts["seconds"] <= most_seconds and facts["mb"] <= LARGEST_MB
    print(
        f"{name:12} {facts['done']:>10,.0f} in {facts['seconds']:6.2f} s, bar ≤ {most_seconds:g} s;"
        f" {facts['mb']:4.0f} MB, bar ≤ {LARGEST_MB}: {'met' if met else 'MISSED'}",
        flush=True,
    )
    return met


def measure(words: argparse.Namespace) -> bool:
    """Prepare and measure each task; say whether all bars are met."""
    ask("prepare_accounts", words.accounts)
    ask("prepare_shares", words.shares)
    met = [judge("maturity", ask("mature"), 20), judge("allocation", ask("allocate"), 5)]
    filled = ask("prepare_lines", words.lines)
    print(f"{words.lines:,} lines posted in batches in {filled['seconds']:.0f} s", flush=True)
    sealed = ask("seal")
    met.append(judge("sealing", sealed, sealed["done"] / 5_000))
    met.append(judge("verify", ask("verify"), 60))  # books and sealed log, as `verify_books` does
    print(f"load average {os.getloadavg()[0]:.1f}")
    return all(met)


def main() -> None:
    """Measure on a fresh cluster; exit 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--shares", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--job", choices=JOBS)
    parser.add_argument("--count", type=int, default=0)
    words = parser.parse_args()
    if words.job:
        do(words.job, words.count)
        return
    folder = Path(tempfile.mkdtemp(prefix="nomi-scale-"))
    postgres = start_cluster(folder)
    os.environ["DATABASE_STATEMENT_SECONDS"] = "0"
    try:
        migrate()
        met = measure(words)
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
