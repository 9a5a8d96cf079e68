"""Ring for a worker after the commit. The bell may be lost: a sweep finds every row."""

import time
from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger()

QUIET_SECONDS = 5.0
"""After a ring that found no broker, how long this process spares its requests the wait."""


class Bell:
    """Rings, unless the broker was away a moment ago."""

    def __init__(self) -> None:
        self.quiet_until = 0.0

    def ring(self, task_name: str, words: dict[str, Any]) -> None:
        """Send the task; a broker that is away or silent is logged and never raises."""
        if time.monotonic() < self.quiet_until:
            return
        try:
            current_app.send_task(task_name, kwargs=words, retry=False)
        except (OperationalError, RedisError, OSError):
            self.quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("doorbell_lost", task=task_name)


bell = Bell()


def ring_on_commit(task_name: str, **words: Any) -> None:
    """Send the named task once this transaction is committed; a dead broker is only logged."""
    transaction.on_commit(lambda: bell.ring(task_name, words), robust=True)
