"""Queries and server time of the store's pages beside a stock Oscar project, in one run.

`python -m bench.pages [--sizes 200,20000] [--rounds 3] [--repeats 30]` starts a private cluster
under `.local/bench`, fills one database per size through `seed_catalogue`, copies the very same
catalogue into a stock project's database, and measures both, round by round in turn.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from nomi.sandbox.server import Sandbox
from nomi.stack.postgres import Postgres, get_binaries
from nomi.stack.redis import Redis

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".local" / "bench"
COPIED = ("address_country", "catalogue_*", "partner_partner", "partner_stockrecord")
NOMI = {
    "list": "/shop/",
    "list, page 2": "/shop/?page=2",
    "product": None,
    "search": "/search/?q=tote",
    "impact": "/impact/",
}
INDEXED_UP_TO = 1000
"""Stock Oscar lists and searches through an index of Whoosh; 20,000 products take it 19 minutes."""
STOCK = {
    "list": "/catalogue/",
    "product": None,
    "search": "/search/?q=tote",
}


def _stock_python() -> str:
    """Return the interpreter of the stock project's environment, made on first use."""
    if named := os.environ.get("STOCK_OSCAR_PYTHON"):
        return named
    folder = HOME / "stock-venv"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        lock = ROOT / "bench" / "stock_oscar" / "requirements.lock"
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], check=True
        )
    return str(python)


def _run(python: str, environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [python, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)[:80]} failed:\n{done.stderr[-2000:]}")
    return done.stdout


class Bench:
    """The private servers and the environments of both projects."""

    def __init__(self) -> None:
        HOME.mkdir(parents=True, exist_ok=True)
        self.postgres, self.redis = Postgres(HOME / "postgres"), Redis(HOME / "redis")
        self.stripe = Sandbox(HOME / "stripe")
        self.stock = _stock_python()

    def start(self) -> None:
        """Start PostgreSQL, Redis and the Stripe stand-in."""
        self.postgres.start()
        self.redis.start()
        self.stripe.start()

    def stop(self) -> None:
        """Stop what was started."""
        self.stripe.stop()
        self.redis.stop()
        self.postgres.stop()

    def nomi_environment(self, size: int) -> dict[str, str]:
        """Return the store's environment for one catalogue size."""
        return {
            "DJANGO_SETTINGS_MODULE": "nomi.settings.demo",
            "DATABASE_URL": self.postgres.url(f"nomi_{size}"),
            "REDIS_URL": self.redis.broker_url(),
            "CACHE_REDIS_URL": self.redis.url(),
            "STRIPE_API_BASE": self.stripe.url,
            "STRIPE_API_KEY": "sk_test_standin",
            "STRIPE_WEBHOOK_SECRETS": "whsec_standin",
            "NOMI_LOCAL_DIR": str(HOME),
            "KEPT_PAGE_SECONDS": "0",  # each page is made anew; bench.load tells of kept ones
        }

    def stock_environment(self, size: int) -> dict[str, str]:
        """Return the stock project's environment for one catalogue size."""
        return {
            "DJANGO_SETTINGS_MODULE": "bench.stock_oscar.settings",
            "DATABASE_URL": self.postgres.url(f"stock_{size}"),
            "MEDIA_ROOT": str(HOME / "media"),
        }

    def prepare(self, size: int) -> None:
        """Fill the store's database and give the stock project the same catalogue.

        What was filled before is only brought up to date.
        """
        marker = HOME / f"ready-{size}"
        environment = self.nomi_environment(size)
        if marker.exists():
            _run(sys.executable, environment, "manage.py", "migrate", "-v0")
            _run(sys.executable, environment, "manage.py", "collectstatic", "--noinput", "-v0")
            return
        for side in ("nomi", "stock"):
            self._psql("postgres", f'drop database if exists "{side}_{size}"')
            self.postgres.create_database(f"{side}_{size}")
        for words in (
            ("migrate", "-v0"),
            ("seed_demo",),
            ("seed_catalogue", "--products", str(size)),
            ("collectstatic", "--noinput", "-v0"),
        ):
            _run(sys.executable, environment, "manage.py", *words)
        _run(self.stock, self.stock_environment(size), "-m", "django", "migrate", "-v0")
        self._copy_catalogue(size)
        if size <= INDEXED_UP_TO:
            _run(
                self.stock,
                self.stock_environment(size),
                "-m",
                "django",
                "rebuild_index",
                "--noinput",
            )
        for side in ("nomi", "stock"):
            self._psql(f"{side}_{size}", "vacuum analyze")
        marker.touch()

    def product_address(self, size: int) -> tuple[str, str]:
        """Return one product's address in the store and in the stock project."""
        row = self._psql(
            f"nomi_{size}",
            "select slug || '_' || id from catalogue_product where structure <> 'child'"
            " and is_public order by id offset 5 limit 1",
        ).strip()
        return f"/shop/{row}/", f"/catalogue/{row}/"

    def list_titles(self, size: int) -> list[str]:
        """Return the titles of a thousand of the store's products, always the same."""
        return self._psql(
            f"nomi_{size}",
            "select title from catalogue_product where structure <> 'child' and is_public"
            " order by md5(id::text) limit 1000",
        ).splitlines()

    def _psql(self, database: str, statement: str) -> str:
        binary = str(get_binaries() / "psql")
        folder = str(self.postgres.sockets)
        done = subprocess.run(
            [binary, "-qAt", "-h", folder, "-U", "postgres", "-d", database, "-c", statement],
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def _copy_catalogue(self, size: int) -> None:
        where = ["-h", str(self.postgres.sockets), "-U", "postgres"]
        tables = [word for table in COPIED for word in ("-t", f"public.{table}")]
        dump = subprocess.run(
            [
                get_binaries() / "pg_dump",
                *where,
                "--data-only",
                "--disable-triggers",
                *tables,
                f"nomi_{size}",
            ],
            check=True,
            capture_output=True,
        )
        subprocess.run(
            [get_binaries() / "psql", "-q", *where, "-v", "ON_ERROR_STOP=1", "-d", f"stock_{size}"],
            input=dump.stdout,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def _probe(python: str, environment: dict[str, str], job: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(
        _run(python, environment, "-m", "bench.probe", json.dumps(job))
    )
    return answer


def _median(rounds: list[dict[str, Any]], page: str, figure: str) -> float | None:
    values = [one[page][figure] for one in rounds if page in one and figure in one[page]]
    return round(statistics.median(values), 2) if values else None


def _print_table(size: int, ours: list[dict[str, Any]], stock: list[dict[str, Any]]) -> None:
    print(f"\n{size} products   queries ours/stock      ms ours/stock       ratio")
    for page in ours[0]:
        mine, theirs = _median(ours, page, "ms"), _median(stock, page, "ms")
        ratio = f"{theirs / mine:6.1f}×" if mine and theirs else "     –"
        counts = f"{_median(ours, page, 'queries')!s:>8} / {_median(stock, page, 'queries')!s:<8}"
        print(f"  {page:14} {counts} {mine!s:>10} / {theirs!s:<10} {ratio}")
    print(
        f"  basket page    {_median(ours, 'checkout', 'basket_queries')!s:>8} /"
        f" {_median(stock, 'checkout', 'basket_queries')} queries;"
        f" requests of a checkout {_median(ours, 'checkout', 'requests')} /"
        f" {_median(stock, 'checkout', 'requests')}"
    )


def main() -> None:
    """Prepare, measure in turn and print one table per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="200,20000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=30)
    options = parser.parse_args()
    bench = Bench()
    bench.start()
    try:
        for size in map(int, options.sizes.split(",")):
            bench.prepare(size)
            product, stock_product = bench.product_address(size)
            jobs = (
                {"pages": {**NOMI, "product": product}, "journey": "bench.journey:walk"},
                {
                    "pages": {**(STOCK if size <= INDEXED_UP_TO else {}), "product": stock_product},
                    "journey": "bench.stock_oscar.journey:walk",
                },
            )
            ours, stock = [], []
            for _ in range(options.rounds):
                repeats = {"repeats": options.repeats}
                ours.append(_probe(sys.executable, bench.nomi_environment(size), jobs[0] | repeats))
                stock.append(_probe(bench.stock, bench.stock_environment(size), jobs[1] | repeats))
            _print_table(size, ours, stock)
    finally:
        bench.stop()


if __name__ == "__main__":
    main()
