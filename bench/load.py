"""Requests a second, p50 and p95 of public pages, beside a no-op view and stock Oscar, in one run.

`python -m bench.load [--sizes 200,20000] [--crowds 8,32] [--seconds 6] [--rounds 3]` uses the
databases of `bench.pages`. Four servers of the same kind (gunicorn, two processes of four threads)
are asked in turn: a Django view that says "ok", the store with kept pages, the store making each
page anew, and stock Oscar. The visitors run on the same cores. Bars: a kept page ≥ 0.7 of the
no-op view; anew, a list ≥ 10 × stock Oscar's and a product ≥ 3 ×. Run it on a quiet machine.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from bench.pages import HOME, INDEXED_UP_TO, ROOT, Bench
from bench.store import find_free_port
from bench.visitors import Pace, crowd

SERVER = ("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload")
QUIET = ("--log-level", "error", "--no-control-socket")
PAGES = ("home", "list", "product", "search")
BARS = {"kept": 0.7, "list": 10.0, "product": 3.0}
Paces = dict[tuple[str, str, int], list[Pace]]
"""Server, page and number of visitors → what each round met."""


class Web:
    """One web server on a free port."""

    def __init__(self, python: str, wsgi: str, environment: Mapping[str, str]) -> None:
        self.port = find_free_port()
        self.process = subprocess.Popen(
            [python, "-m", "gunicorn", wsgi, "--bind", f"127.0.0.1:{self.port}", *SERVER, *QUIET],
            cwd=ROOT,
            env={**os.environ, **environment},
        )

    def wait(self, path: str) -> None:
        """Wait until it answers."""
        for _ in range(300):
            if self.process.poll() is not None:
                raise SystemExit("A web server has ended.")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60).close()
            except (ConnectionError, urllib.error.URLError):
                time.sleep(0.1)
            else:
                return
        raise SystemExit(f"{path} was not answered.")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(timeout=20)


def lend_gunicorn() -> str:
    """Return a folder with our gunicorn for the stock project's interpreter, which has none."""
    folder = HOME / "lent"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("gunicorn", "packaging"):
        spec = find_spec(name)
        link = folder / name
        if spec is not None and spec.origin is not None and not link.exists():
            link.symlink_to(Path(spec.origin).parent)
    return str(folder)


def list_pages(bench: Bench, size: int) -> dict[str, dict[str, str]]:
    """Return the addresses of each server's pages; stock Oscar has no index of 20,000 products."""
    product, stock_product = bench.product_address(size)
    ours = {"home": "/", "list": "/shop/", "product": product, "search": "/search/?q=tote"}
    stock = {"product": stock_product}
    if size <= INDEXED_UP_TO:
        stock |= {"list": "/catalogue/", "search": "/search/?q=tote"}
    return {"no-op": {"ok": "/"}, "kept": ours, "anew": ours, "stock": stock}


def start(bench: Bench, size: int) -> dict[str, Web]:
    """Start the four servers."""
    nomi = {**bench.nomi_environment(size), "LOG_LEVEL": "WARNING"}
    stock = {**bench.stock_environment(size), "PYTHONPATH": lend_gunicorn()}
    return {
        "no-op": Web(sys.executable, "bench.noop", {}),
        "kept": Web(sys.executable, "nomi.wsgi", {**nomi, "KEPT_PAGE_SECONDS": "60"}),
        "anew": Web(sys.executable, "nomi.wsgi", {**nomi, "KEPT_PAGE_SECONDS": "0"}),
        "stock": Web(bench.stock, "bench.stock_oscar.wsgi", stock),
    }


def measure(bench: Bench, size: int, options: argparse.Namespace) -> Paces:
    """Ask each server for each of its pages, round by round in turn."""
    pages, servers, paces = list_pages(bench, size), start(bench, size), Paces()
    try:
        for name, web in servers.items():
            web.wait(next(iter(pages[name].values())))
        for _ in range(options.rounds):
            for visitors in map(int, options.crowds.split(",")):
                for name, web in servers.items():
                    for page, path in pages[name].items():
                        pace = crowd(
                            port=web.port, path=path, visitors=visitors, seconds=options.seconds
                        )
                        paces.setdefault((name, page, visitors), []).append(pace)
    finally:
        for web in servers.values():
            web.stop()
    return paces


def find_rate(paces: Paces, name: str, page: str, visitors: int) -> float | None:
    """Return the median of the rounds."""
    rounds = paces.get((name, page, visitors))
    return statistics.median(each.per_second for each in rounds) if rounds else None


def print_table(size: int, paces: Paces) -> None:
    """Print what was met, and each bar's ratio."""
    print(f"\n{size} products{'':24}at once   req/s   p50 ms   p95 ms   ratio")
    for (name, page, visitors), rounds in paces.items():
        per_second, p50, p95 = (
            statistics.median(getattr(each, figure) for each in rounds)
            for figure in ("per_second", "p50_ms", "p95_ms")
        )
        print(
            f"  {name:8}{page:24}{visitors:>9}{per_second:>8.0f}{p50:>9.1f}{p95:>9.1f}"
            f"   {_compare(paces, name, page, visitors)}"
        )


def _compare(paces: Paces, name: str, page: str, visitors: int) -> str:
    """Return how a page stands to what it is held against, and to the bar where there is one."""
    other = {"kept": ("no-op", "ok"), "anew": ("stock", page)}.get(name)
    mine = find_rate(paces, name, page, visitors)
    theirs = find_rate(paces, *other, visitors) if other else None
    if not mine or not theirs:
        return ""
    bar = BARS.get("kept" if name == "kept" else page)
    words = "" if bar is None else f" (bar {bar:g}{'' if mine / theirs >= bar else ', MISSED'})"
    return f"{mine / theirs:.2f} × {other[0]}{words}"


def main() -> None:
    """Prepare, measure and print one table per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="200,20000")
    parser.add_argument("--crowds", default="8,32")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    bench = Bench()
    bench.start()
    try:
        for size in map(int, options.sizes.split(",")):
            bench.prepare(size)
            print_table(size, measure(bench, size, options))
    finally:
        bench.stop()


if __name__ == "__main__":
    main()
