"""Ring a worker. The row is the to-do; a bell that nobody hears costs only time."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def ring(task: str, **ids: str | int) -> bool:
    """Ask a worker to run the task of this room now; return whether the bell was heard.

    A dead broker is logged and never raised: the sweep finds the row within a minute.
    """
    try:
        current_app.send_task(f"shop.stripe_checkout.tasks.{task}", kwargs=ids, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("doorbell_not_heard", task=task, error=type(error).__name__)
        return False
    return True
