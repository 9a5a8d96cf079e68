"""`python -m nomi.stack --port 8000`: run the demo."""

import argparse
import sys

from nomi.stack.demo import run

LAST_PORT = 65_535


def main() -> None:
    """Read the port and run."""
    parser = argparse.ArgumentParser(description="Run the store on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    if not 0 < port <= LAST_PORT:
        sys.exit(f"PORT must be between 1 and {LAST_PORT}, not {port}.")
    sys.exit(run(port=port))


if __name__ == "__main__":
    main()
