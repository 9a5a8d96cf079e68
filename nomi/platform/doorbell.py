"""Ring for a worker after the commit. The bell may be lost: a sweep finds every row."""

from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger()


def ring_on_commit(task_name: str, **words: Any) -> None:
    """Send the named task once this transaction is committed; a dead broker is only logged."""

    def ring() -> None:
        try:
            current_app.send_task(task_name, kwargs=words, retry=False)
        except (OperationalError, RedisError, OSError):
            log.warning("doorbell_lost", task=task_name)

    transaction.on_commit(ring)
