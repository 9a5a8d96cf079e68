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
    except OSError as error:
        sys.exit(f"The Stripe stand-in cannot listen on port {words.port}: {error.strerror}.")
    sandbox.start()
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_call: over.set())
    over.wait()
    sandbox.stop()


if __name__ == "__main__":
    main()
