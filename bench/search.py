"""How long a search takes among many products: `python -m bench.search [--sizes 200,20000]`.

One visitor asks one web server, which makes each page anew, question after question: whole words,
beginnings, slips of the finger, two words, words with filters, words that nothing fits, and the
suggestions under the box. The questions are drawn from the goods' own titles by a fixed seed. The
bar is 50 ms at the 95th percentile, measured at the visitor. Run it on a quiet machine.
"""

import argparse
import http.client
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from bench.load import Web
from bench.pages import Bench

SEED, MOST_MS = 20_111, 50
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slip(word: str, chance: random.Random) -> str:
    """Return the word with one letter changed, none of them the first."""
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice(LETTERS) + word[place + 1 :]


def invent(titles: list[str], chance: random.Random) -> Mapping[str, Callable[[], str]]:
    """Return the kinds of question, each a maker of addresses."""

    def word() -> str:
        return chance.choice([one for one in chance.choice(titles).lower().split() if len(one) > 3])

    def find(words: str, more: str = "") -> str:
        return f"/search/?q={quote(words)}{more}"

    return {
        "word": lambda: find(word()),
        "beginning": lambda: find(word()[:3]),
        "slip": lambda: find(slip(word(), chance)),
        "two words": lambda: find(f"{word()} {word()}"),
        "word, in stock, by price": lambda: find(word(), "&stock=in&sort=price"),
        "nothing": lambda: find("".join(chance.choices(LETTERS, k=9))),
        "suggestions": lambda: f"/search/suggest/?q={quote(word()[:4])}",
    }


def ask(port: int, addresses: Iterator[str]) -> list[float]:
    """Return how many milliseconds each address took."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    for address in addresses:
        begun = time.perf_counter()
        line.request("GET", address, headers={"Accept-Encoding": "gzip"})
        answer = line.getresponse()
        answer.read()
        times.append((time.perf_counter() - begun) * 1_000)
        if answer.status != http.client.OK:
            raise SystemExit(f"{address} answered {answer.status}")
    line.close()
    return times


def measure(bench: Bench, size: int, each: int) -> dict[str, list[float]]:
    """Return the times of each kind of question."""
    environment = {**bench.nomi_environment(size), "LOG_LEVEL": "WARNING"}
    web, chance = Web(sys.executable, "nomi.wsgi", environment), random.Random(SEED)
    try:
        web.wait("/search/?q=tote")
        kinds = invent(bench.list_titles(size), chance)
        for make in kinds.values():
            ask(web.port, (make() for _ in range(10)))  # warms up
        return {kind: ask(web.port, (make() for _ in range(each))) for kind, make in kinds.items()}
    finally:
        web.stop()


def print_table(size: int, found: Mapping[str, list[float]]) -> bool:
    """Print p50 and p95 of each kind and of all; return whether all keep the bar."""
    print(f"\n{size} products{'':18}asked   p50 ms   p95 ms")
    every = [one for times in found.values() for one in times]
    for kind, times in {**found, "all": every}.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"  {kind:26}{len(times):>8}{statistics.median(times):>9.1f}{p95:>9.1f}")
    return statistics.quantiles(every, n=20)[-1] <= MOST_MS


def main() -> None:
    """Prepare, ask and print one table per size; exit with 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="200,20000")
    parser.add_argument("--each", type=int, default=100)
    options = parser.parse_args()
    bench, kept = Bench(), []
    bench.start()
    try:
        for size in map(int, options.sizes.split(",")):
            bench.prepare(size)
            kept.append(print_table(size, measure(bench, size, options.each)))
    finally:
        bench.stop()
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
