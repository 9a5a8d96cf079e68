"""Run the stand-in: `python -m nomi.sandbox --port 12111 --state FOLDER`."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from nomi.sandbox.server import Sandbox


def main() -> None:
    """Serve until asked to stop."""
    parser = argparse.ArgumentParser(description="A stand-in for Stripe. No money moves.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--webhook-secret", default="")
    words = parser.parse_args()
    try:
        sandbox = Sandbox(
            words.state,
            port=words.port,
            webhook_url=words.webhook_url,
            webhook_secret=words.webhook_secret,
        )
    except (OSError, OverflowError) as error:
        sys.exit(f"The Stripe stand-in cannot start on port {words.port}: {error}.")
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_call: over.set())
    sandbox.start()
    sys.stdout.write(f"The Stripe stand-in listens on {sandbox.url}; no money moves.\n")
    sys.stdout.flush()
    over.wait()
    sandbox.stop()


if __name__ == "__main__":
    main()
