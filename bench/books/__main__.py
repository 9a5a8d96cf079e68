"""The books beside django-hordak and `pgbench -N`, in interleaved rounds on one fresh cluster.

    python -m bench.books [--rounds 5] [--seconds 4] [--lines 1000000]

The cluster waits for its disk (fsync on). Both Python sides post four lines on hot accounts, each
client in a process of its own; "from C" is the same posting by pgbench. Hordak comes from its
package, by hash, into an environment of its own, and posts as its documentation says.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections import defaultdict
from pathlib import Path
from typing import Any

from nomi.stack.postgres import Postgres, get_binaries

ROOT = Path(__file__).resolve().parents[2]
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "max_wal_size": "8GB",  # no checkpoint in the middle of anybody's round
    "checkpoint_timeout": "1h",
}
POST = """\\set n random(1, 1000000000000000)
{account}
SELECT entry_key, entry_id, is_new FROM books_post('[{{"kind": "sale", "key": "{name}-:n",
"effective_on": "2026-03-02", "lines": {lines}, "reference": "", "actor": "system",
"currency": "USD", "reverses": null, "resolves": null}}]');
"""
HOT = '[["clearing:orders",1800],["sales",-1800],["share",192],["reserve",-192]]'
COLD = '[["cold-a-:pick",1800],["cold-b-:pick",-1800],["cold-c-:pick",192],["cold-d-:pick",-192]]'


def find_hordak() -> str:
    """Return the interpreter of hordak's environment, made on first use."""
    folder = ROOT / ".local" / "bench" / "hordak-venv"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        lock = ROOT / "bench" / "books" / "hordak.lock"
        words = [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock]
        subprocess.run(words, check=True)
    return str(python)


class Bench:
    """One fresh cluster with three databases: ours, hordak's, pgbench's."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)
        self.folder, self.postgres = folder, Postgres(folder / "postgres")
        self.hordak = find_hordak()

    def start(self) -> None:
        self.postgres.start(DURABLE)
        for name in ("nomi", "hordak", "pgbench"):
            self.postgres.create_database(name)
        self.ours(do="prepare")
        self.theirs(do="prepare")
        self.pgbench("pgbench", "-i", "-s", "10", "-q")
        for name, lines in (("hot", HOT), ("cold", COLD)):
            account = "\\set pick random(1, 100)" if name == "cold" else ""
            script = POST.format(name=name, lines=lines, account=account)
            (self.folder / f"{name}.sql").write_text(script)

    def ours(self, **job: Any) -> dict[str, float]:
        """Run a job of `our_side`."""
        settings = {"DJANGO_SETTINGS_MODULE": "nomi.settings.test", "REDIS_URL": "redis://nowhere"}
        settings |= {"DATABASE_STATEMENT_SECONDS": "0"}
        return self._run(sys.executable, "our_side", "nomi", settings, job)

    def theirs(self, **job: Any) -> dict[str, float]:
        """Run a job of `hordak_side`."""
        settings = {"DJANGO_SETTINGS_MODULE": "bench.books.hordak_settings"}
        return self._run(self.hordak, "hordak_side", "hordak", settings, job)

    def _run(
        self, python: str, side: str, database: str, settings: dict[str, str], job: dict[str, Any]
    ) -> dict[str, float]:
        done = subprocess.run(
            [python, "-m", f"bench.books.{side}", json.dumps(job)],
            cwd=ROOT,
            env={**os.environ, **settings, "DATABASE_URL": self.postgres.url(database)},
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"{side} {job} failed:\n{done.stderr[-3000:]}")
        answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def pgbench(self, database: str, *words: str) -> float:
        """Run pgbench; return its transactions per second."""
        program = [str(get_binaries() / "pgbench"), "-h", str(self.postgres.sockets)]
        done = subprocess.run(
            [*program, "-U", "postgres", *words, database],
            check=True,
            capture_output=True,
            text=True,
        )
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        return float(found[1]) if found else 0.0

    def play(self, turn: int, seconds: float) -> dict[str, float]:
        """Play one round: everybody once, in turn."""
        timed = ("-n", "-T", str(round(seconds)))
        found = {"pgbench -N, 1": self.pgbench("pgbench", "-N", "-c", "1", *timed)}
        for clients in (1, 8):
            crowd = ("-c", str(clients), "-j", "2" if clients > 1 else "1", *timed)
            for name in ("hot", "cold"):
                script = str(self.folder / f"{name}.sql")
                found[f"C {name}, {clients}"] = self.pgbench("nomi", "-f", script, *crowd)
            job = {"do": "measure", "name": f"r{turn}", "clients": clients, "seconds": seconds}
            for side, run in (("hordak", self.theirs), ("Django", self.ours)):
                for figure, value in run(**job).items():
                    found[f"{side}, {clients}, {figure}"] = value
        return found


def read_balances(bench: Bench, lines: int) -> dict[str, float]:
    """Time balance and statement on an account of 1,000 lines and on one of many."""
    found = {}
    for size in (1_000, lines):
        bench.ours(do="fill", lines=size)
        for what, value in bench.ours(do="read", lines=size, times=200).items():
            found[f"{what}, {'few' if size == 1_000 else 'many'}"] = value
    legs = min(lines, 20_000)
    bench.theirs(do="fill", legs=legs)
    for what, value in bench.theirs(do="read", times=5).items():
        found[f"hordak's {what} of about {legs:,} legs"] = value
    return found


def judge(m: dict[str, float], reads: dict[str, float]) -> list[tuple[str, float, float, bool]]:
    """Return each bar's name, value, bar and whether more is better."""
    base = m["pgbench -N, 1"]
    return [
        ("against hordak, 1 client", m["Django, 1, rate"] / m["hordak, 1, rate"], 2.5, True),
        ("against hordak, 8 clients", m["Django, 8, rate"] / m["hordak, 8, rate"], 2.5, True),
        ("against pgbench -N, from C", m["C hot, 1"] / base, 0.45, True),
        ("against pgbench -N, from Django", m["Django, 1, rate"] / base, 0.35, True),
        ("p99 of hordak's, 8 clients", m["Django, 8, p99"] / m["hordak, 8, p99"], 0.3, False),
        ("hot / cold, 1 client", m["C hot, 1"] / m["C cold, 1"], 0.9, True),
        ("hot / cold, 8 clients", m["C hot, 8"] / m["C cold, 8"], 0.9, True),
        *(
            (
                f"{what}, many / few lines",
                reads[f"{what}, many"] / reads[f"{what}, few"],
                1.5,
                False,
            )
            for what in ("balance", "statement", "middle")
        ),
    ]


def main() -> None:
    """Measure, print medians and bars; exit 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--lines", type=int, default=1_000_000)
    words = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nomi-bench-"))
    bench = Bench(folder)
    try:
        bench.start()
        rounds: dict[str, list[float]] = defaultdict(list)
        for turn in range(words.rounds):
            for name, value in bench.play(turn, words.seconds).items():
                rounds[name].append(value)
            print(f"round {turn + 1} of {words.rounds}, load {os.getloadavg()[0]:.1f}", flush=True)
        medians = {name: statistics.median(values) for name, values in rounds.items()}
        print(", ".join(f"{name} {value:.1f}" for name, value in medians.items()), flush=True)
        reads = read_balances(bench, words.lines)
    finally:
        bench.postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(report(medians, reads))


def report(medians: dict[str, float], reads: dict[str, float]) -> int:
    """Print the figures beside their bars; return 1 when one is missed."""
    print("\nMedians: entries per second, or ms")
    for name, value in {**medians, **reads}.items():
        print(f"  {name:40} {value:10.2f}")
    missed = 0
    for name, value, bar, more in judge(medians, reads):
        is_met = value >= bar if more else value <= bar
        missed += not is_met
        words = f"bar {'≥' if more else '≤'} {bar}: {'met' if is_met else 'MISSED'}"
        print(f"{name:40} {value:6.2f}, {words}")
    return 1 if missed else 0


if __name__ == "__main__":
    main()
