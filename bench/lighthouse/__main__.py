"""Measure pages with Lighthouse as a throttled phone, in light and dark.

`python -m bench.lighthouse [--url http://127.0.0.1:8000] [--only "home;product"] [--runs 3]` walks
through a demo that runs, or starts one of its own, and prints scores, paint, blocked time, shift
and bytes of each page: those of the run whose performance is the median, for one run tells little.
Exits with 1 when a page misses a bar. Lighthouse comes from npm, pinned by the lock file beside
this one. Pages that search engines must leave out are not asked whether they can be found, and a
page that is not there it refuses to measure.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.axe.__main__ import DESKTOP, FLAGS, open_store
from bench.axe.stops import walk

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1] / ".local" / "lighthouse"
PAGES = (
    *("home", "list", "product", "search", "search, nothing", "basket", "impact"),
    *("checkout, address", "checkout, delivery", "checkout, review", "thank you", "trace"),
    *("order", "orders", "delivery", "contact"),
)
BARS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_SHIFT, MOST_PAINT_MS = 0.01, 1_500
MOST_BYTES, MOST_SCRIPT_BYTES, MOST_REQUESTS = 45_000, 20_000, 12
TEXT = frozenset({"Document", "Stylesheet", "Script", "Fetch", "XHR"})
LIGHT, DARK = 1, 0
"""Chromium's numbers for the colours a reader prefers."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One page's figures: scores of 100, times in milliseconds, bytes over the wire.

    Bytes and requests are those of the page, its styles and scripts, pictures not counted.
    """

    scores: dict[str, int]
    paint_ms: float
    blocked_ms: float
    shift: float
    text_bytes: int
    script_bytes: int
    requests: int

    @property
    def misses(self) -> list[str]:
        """Return the bars that the page misses, in words."""
        kept = {
            **{name: self.scores[name] >= bar for name, bar in BARS.items()},
            "paint": self.paint_ms <= MOST_PAINT_MS,
            "shift": self.shift <= MOST_SHIFT,
            "bytes": self.text_bytes <= MOST_BYTES,
            "script": self.script_bytes <= MOST_SCRIPT_BYTES,
            "requests": self.requests <= MOST_REQUESTS,
        }
        return [name for name, is_kept in kept.items() if not is_kept]


def find_program() -> Path:
    """Return Lighthouse's program as the lock file pins it, installed on first use."""
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, HOME)
    program = HOME / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.exists():
        words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(words, cwd=HOME, check=True)
    return program


class NotRecordedError(Exception):
    """Chromium recorded no run that Lighthouse could read; on a busy machine that happens."""


def run(program: Path, page: Page, *, colours: int) -> dict[str, Any]:
    """Return Lighthouse's report of the address that is open, with the cookies it has there.

    Raises `NotRecordedError` with Lighthouse's own words.
    """
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies(page.url))
    is_left_out = page.locator("meta[name=robots][content*=noindex]").count()
    flags = " ".join((*FLAGS, f"--blink-settings=preferredColorScheme={colours}"))
    done = subprocess.run(
        [
            *("node", str(program), page.url, "--quiet", "--output=json"),
            "--no-enable-error-reporting",
            f"--chrome-flags={flags}",
            f"--only-categories={','.join(BARS)}",
            *(["--extra-headers", json.dumps({"Cookie": cookies})] if cookies else []),
            *(["--skip-audits=is-crawlable"] if is_left_out else []),
        ],
        env={**os.environ, "CHROME_PATH": shutil.which("chromium") or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotRecordedError(f"{page.url}: {done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def run_again(program: Path, page: Page, *, colours: int, runs: int) -> list[dict[str, Any]]:
    """Return so many reports; as many again may fail before the bench gives up."""
    reports: list[dict[str, Any]] = []
    for _attempt in range(2 * runs):
        try:
            reports.append(run(program, page, colours=colours))
        except NotRecordedError as error:
            print(f"    not recorded, tried again: {error}", file=sys.stderr, flush=True)
        if len(reports) == runs:
            return reports
    raise SystemExit(f"{page.url}: {len(reports)} of {runs} runs were recorded")


def read(report: dict[str, Any]) -> Measured:
    """Return what we look at of a report."""
    audits = report["audits"]
    items = [
        one
        for one in audits["network-requests"]["details"]["items"]
        if one["url"].startswith("http")
    ]
    sizes = [(one.get("resourceType"), one.get("transferSize", 0)) for one in items]
    return Measured(
        scores={name: round((report["categories"][name]["score"] or 0) * 100) for name in BARS},
        paint_ms=audits["largest-contentful-paint"].get("numericValue", 0),
        blocked_ms=audits["total-blocking-time"].get("numericValue", 0),
        shift=audits["cumulative-layout-shift"].get("numericValue", 0),
        text_bytes=sum(size for kind, size in sizes if kind in TEXT),
        script_bytes=sum(size for kind, size in sizes if kind == "Script"),
        requests=sum(1 for kind, _size in sizes if kind in TEXT),
    )


def choose_middle(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the report whose performance is the median, the lower of two."""
    ordered = sorted(reports, key=lambda report: report["categories"]["performance"]["score"] or 0)
    return ordered[(len(ordered) - 1) // 2]


def find_faults(report: dict[str, Any]) -> Iterator[str]:
    """Yield the name of each audit that lowers a score."""
    for name in BARS:
        for reference in report["categories"][name]["auditRefs"]:
            score = report["audits"][reference["id"]].get("score")
            if reference["weight"] and score is not None and score < 0.9:
                yield f"{name}: {reference['id']} {score}"


def print_row(name: str, measured: Measured) -> None:
    """Print one page's figures."""
    scores = " / ".join(f"{measured.scores[one]:>3}" for one in BARS)
    print(
        f"{name:26}{scores:>22}{measured.paint_ms:>9.0f}{measured.blocked_ms:>9.0f}"
        f"{measured.shift:>8.3f}{measured.text_bytes:>9}{measured.script_bytes:>9}{measured.requests:>5}"
        f"  {', '.join(measured.misses)}",
        flush=True,
    )


def main() -> None:
    """Walk, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    wanted = [word.strip() for word in options.only.split(";")] if options.only else PAGES
    program, missed = find_program(), 0
    with open_store(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
        page.set_default_timeout(20_000)
        print(
            f"{'':26}{'perf / a11y / best / seo':>22}{'LCP ms':>9}{'TBT ms':>9}{'CLS':>8}"
            f"{'bytes':>9}{'JS':>9}"
        )
        for name in walk(page, url):
            if name not in wanted:
                continue
            for colours, word in ((LIGHT, "light"), (DARK, "dark")):
                report = choose_middle(run_again(program, page, colours=colours, runs=options.runs))
                measured = read(report)
                missed += bool(measured.misses)
                print_row(f"{name} {word}", measured)
                for fault in find_faults(report):
                    print(f"    {fault}")
        browser.close()
    print(f"{missed} of the pages miss a bar")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
