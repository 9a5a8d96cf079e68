"""Clients that post at once, one process and one connection each; runs in both environments."""

import multiprocessing
import time
from collections.abc import Callable
from typing import Any

WARM = 0.4
"""Seconds of posting before the clock starts: plans are made, pages are in memory."""


def _post_on(
    post: Callable[[str], object],
    name: str,
    seconds: float,
    start: Any,
    answers: Any,
) -> None:
    warm_until, number = time.perf_counter() + WARM, 0
    while time.perf_counter() < warm_until:
        post(f"{name}-warm-{number}")
        number += 1
    start.wait(60)
    taken, began = [], time.perf_counter()
    until, now = began + seconds, began
    while now < until:
        post(f"{name}-{len(taken)}")
        then, now = now, time.perf_counter()
        taken.append(round((now - then) * 1e6))
    answers.put((len(taken) / (now - began), taken))


def post_at_once(
    post: Callable[[str], object], *, name: str, clients: int, seconds: float
) -> dict[str, float]:
    """Return entries per second of all clients together, and the 99th percentile in ms.

    `post` opens its own connection; nothing may be open before.
    """
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(clients), context.Queue()
    crowd = [
        context.Process(target=_post_on, args=(post, f"{name}-{place}", seconds, start, answers))
        for place in range(clients)
    ]
    for one in crowd:
        one.start()
    got = [answers.get(timeout=seconds + 90) for _one in crowd]
    for one in crowd:
        one.join()
    taken = sorted(micro for _rate, micros in got for micro in micros)
    return {
        "rate": sum(rate for rate, _micros in got),
        "p50": taken[len(taken) // 2] / 1000,
        "p99": taken[len(taken) * 99 // 100] / 1000,
    }
