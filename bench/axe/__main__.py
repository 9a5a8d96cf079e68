"""Check every kind of page with axe-core, and that none scrolls sideways on a narrow phone.

`python -m bench.axe [--url http://127.0.0.1:8000] [--shots FOLDER]` walks through a demo that runs,
or starts one of its own, and prints a table of violations by page, light and dark, phone and
desktop. Exits with 1 when there is one. axe-core comes from npm, pinned by the lock file beside
this one; it is evaluated in the page by the browser's own door and never served.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.axe.stops import walk
from bench.store import make_store

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1] / ".local" / "axe"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
PHONE, DESKTOP, NARROW = (390, 844), (1280, 900), (320, 640)
MODES = {
    f"{scheme} {size[0]}": (scheme, size)
    for scheme in ("light", "dark")
    for size in (PHONE, DESKTOP)
}
RUN = """async () => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    rules: {"target-size": {enabled: true}},
  });
  return found.violations.map(({id, nodes}) => ({
    id, places: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`),
  }));
}"""


def read_axe() -> str:
    """Return the source of axe-core as the lock file pins it, installed on first use."""
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, HOME)
    source = HOME / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(words, cwd=HOME, check=True)
    return source.read_text("utf-8")


@contextmanager
def open_store(url: str) -> Iterator[str]:
    """Give the address of the demo that runs there, or of one started for this."""
    if url:
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="nomi-axe-"))
    store = make_store(folder)
    try:
        store.start()
        yield store.url
    finally:
        store.stop()
        shutil.rmtree(folder, ignore_errors=True)


def check(page: Page, *, name: str, axe: str, shots: Path | None) -> dict[str, list[Any]]:
    """Return the violations of the open page by mode."""
    found: dict[str, list[Any]] = {}
    for mode, (scheme, (width, height)) in MODES.items():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": height})
        if not page.evaluate("typeof axe !== 'undefined'"):
            page.evaluate(axe)
        found[mode] = page.evaluate(RUN)
        if shots:
            slug = re.sub(r"\W+", "-", f"{name} {mode}")
            page.screenshot(path=shots / f"{slug}.png", full_page=True)
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    width = page.evaluate("document.documentElement.scrollWidth")
    found["fits 320"] = [{"id": "wide", "places": [str(width)]}] if width > NARROW[0] else []
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    return found


def print_row(name: str, found: dict[str, list[Any]], seen: set[str]) -> int:
    """Print the counts of one page, and each kind of violation the first time; return how many."""
    counts = {mode: sum(len(one["places"]) for one in rules) for mode, rules in found.items()}
    print(f"{name:22}" + "".join(f"{count:>12}" for count in counts.values()), flush=True)
    for mode, rules in found.items():
        for one in rules:
            for place in one["places"]:
                words = f"{one['id']}: {place}"
                if words not in seen:
                    seen.add(words)
                    print(f"    [{mode}] " + words.replace("\n", "\n        "))
    return sum(counts.values())


def main() -> None:
    """Walk, check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="")
    parser.add_argument("--shots", type=Path)
    options = parser.parse_args()
    if options.shots:
        options.shots.mkdir(parents=True, exist_ok=True)
    axe, total, seen = read_axe(), 0, set[str]()
    with open_store(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
        page.set_default_timeout(20_000)
        print(f"{'':22}" + "".join(f"{mode:>12}" for mode in (*MODES, "fits 320")))
        for name in walk(page, url):
            found = check(page, name=name, axe=axe, shots=options.shots)
            total += print_row(name, found, seen)
        browser.close()
    print(f"{total} violations")
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
