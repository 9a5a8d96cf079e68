"""Many visitors at once over kept connections: requests a second and how long each took.

A visitor goes after some pages and another comes. Else all connections of a run can stay with one
of the server's processes, which then serves alone what the others should help with.
"""

import asyncio
import statistics
import time
from dataclasses import dataclass

HEAD = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n"
    "User-Agent: nomi-bench\r\nConnection: keep-alive\r\n\r\n"
)

PAGES_A_VISIT = 25


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What visitors met."""

    per_second: float
    p50_ms: float
    p95_ms: float


def crowd(*, port: int, path: str, visitors: int, seconds: float) -> Pace:
    """Let so many ask for a page again and again; the first second warms up and does not count."""
    return asyncio.run(_crowd(port=port, path=path, visitors=visitors, seconds=seconds))


async def _crowd(*, port: int, path: str, visitors: int, seconds: float) -> Pace:
    times: list[float] = []
    begin = time.perf_counter() + 1
    end = begin + seconds
    await asyncio.gather(*(_visit(port, path, begin, end, times) for _ in range(visitors)))
    if not times:
        raise SystemExit(f"{path} was never answered within {seconds:g} s: ask for more --seconds")
    ordered = sorted(times)
    return Pace(
        per_second=len(times) / seconds,
        p50_ms=statistics.median(ordered) * 1_000,
        p95_ms=ordered[int(len(ordered) * 0.95)] * 1_000,
    )


async def _visit(port: int, path: str, begin: float, end: float, times: list[float]) -> None:
    """Ask until the end; a visit that is over or that the server has ended begins anew."""
    asked = 0
    words = HEAD.format(path=path, port=port).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (started := time.perf_counter()) < end:
        try:
            writer.write(words)
            stays = await _read_answer(reader, path)
        except (ConnectionError, asyncio.IncompleteReadError):
            stays = False
        else:
            if started >= begin:
                times.append(time.perf_counter() - started)
        asked += 1
        if not stays or asked % PAGES_A_VISIT == 0:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def _read_answer(reader: asyncio.StreamReader, path: str) -> bool:
    """Read one answer whole; return whether the connection stays open."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if " 200 " not in head[:16]:
        raise SystemExit(f"{path} answered {head[:40]!r}")
    length = next(
        line.partition(":")[2] for line in head.split("\r\n") if line.startswith("content-length")
    )
    await reader.readexactly(int(length))
    return "connection: close" not in head
