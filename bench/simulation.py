"""The simulation of the books at full length: `python -m bench.simulation --seeds 1,2,3`.

Clients race on real connections that somebody keeps ending; afterwards every invariant must hold.
The same seed tries the same acts. Exits 1 when one invariant gives way.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.record_sale import migrate, start_cluster


def main() -> None:
    """Run every seed and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--entries", type=int, default=30_000, help="of all seeds together")
    words = parser.parse_args()
    seeds = [int(seed) for seed in words.seeds.split(",")]
    folder = Path(tempfile.mkdtemp(prefix="nomi-simulation-"))
    postgres = start_cluster(folder)
    try:
        migrate()
        from tests.impact.simulation.invariants import INVARIANTS
        from tests.impact.simulation.world import own_database, run

        entries, broken = 0, 0
        for seed in seeds:
            began = time.monotonic()
            with own_database(f"simulation_{seed}"):
                outcome = run(seed=seed, entries=-(-words.entries // len(seeds)))
            print(f"{outcome}, {time.monotonic() - began:.0f} s", flush=True)
            print("".join(f"  {words}\n" for words in outcome.violations[:20]), end="")
            entries, broken = entries + outcome.entries, broken + len(outcome.violations)
        print(
            f"{len(seeds)} seeds, {entries} entries, {len(INVARIANTS)} invariants:"
            f" {broken} violations"
        )
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
