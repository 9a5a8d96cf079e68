"""Count the queries and take the server time of pages, inside one Django project.

Run as `python -m bench.probe '<json>'` with DJANGO_SETTINGS_MODULE set; prints one JSON object.
The job: `{"pages": {name: address}, "journey": "module:function" or null, "repeats": n}`.
"""

import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.db import connection
from django.test import Client

HOST = {"SERVER_NAME": "localhost"}


class Counter:
    """Counts the statements that pass through the connection."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *call: Any) -> Any:
        self.count += 1
        return execute(*call)


@contextmanager
def counting() -> Iterator[Counter]:
    """Count statements inside the block."""
    counter = Counter()
    with connection.execute_wrapper(counter):
        yield counter


def _measure_page(client: Client, address: str, repeats: int) -> dict[str, float]:
    times, counts, size = [], [], 0
    for _ in range(repeats + 2):
        with counting() as counter:
            started = time.perf_counter()
            response = client.get(address, follow=False)
            times.append(time.perf_counter() - started)
        if response.status_code != 200:
            message = f"{address} answered {response.status_code}"
            raise SystemExit(message)
        counts.append(counter.count)
        size = len(response.content)
    warm = times[2:]
    return {
        "first_queries": counts[0],
        "queries": statistics.median(counts[2:]),
        "ms": round(statistics.median(warm) * 1000, 2),
        "p95_ms": round(sorted(warm)[int(len(warm) * 0.95)] * 1000, 2),
        "bytes": size,
    }


def _measure_journey(name: str, repeats: int) -> dict[str, float]:
    module, function = name.split(":")
    walk = getattr(importlib.import_module(module), function)
    times, counts, requests, basket = [], [], [], []
    for _ in range(repeats + 1):
        client = Client(**HOST)
        with counting() as counter:
            started = time.perf_counter()
            steps = walk(client, counter)
            times.append(time.perf_counter() - started)
        counts.append(counter.count)
        requests.append(steps["requests"])
        basket.append(steps["basket_queries"])
    return {
        "queries": statistics.median(counts[1:]),
        "ms": round(statistics.median(times[1:]) * 1000, 1),
        "requests": statistics.median(requests),
        "basket_queries": statistics.median(basket),
    }


def main() -> None:
    """Measure what the job asks for and print it."""
    django.setup()
    job = json.loads(sys.argv[1])
    result: dict[str, Any] = {
        name: _measure_page(Client(**HOST), address, job["repeats"])
        for name, address in job["pages"].items()
    }
    if job.get("journey"):
        result["checkout"] = _measure_journey(job["journey"], max(3, job["repeats"] // 5))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
