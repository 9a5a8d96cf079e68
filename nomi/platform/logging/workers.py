"""Celery's lines in the same shape, with the number of the request that rang for the task."""

from typing import Any

from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun
from django.conf import settings

from nomi.platform.logging.configuration import configure
from nomi.platform.logging.facts import get_facts, set_facts

HEADER = "nomi_request_id"


@setup_logging.connect(dispatch_uid="nomi.logging.setup")
def keep_our_logging(**_signal: Any) -> None:
    """Apply our configuration; that a receiver exists keeps Celery from applying its own."""
    configure(settings.LOGGING)


@before_task_publish.connect(dispatch_uid="nomi.logging.publish")
def send_request_id(headers: dict[str, Any] | None = None, **_signal: Any) -> None:
    """Give the present request's number along."""
    number = get_facts().get("request_id")
    if number and headers is not None:
        headers[HEADER] = number


@task_prerun.connect(dispatch_uid="nomi.logging.begin")
def bind_task(task: Any = None, task_id: str = "", **_signal: Any) -> None:
    """Name the task, and the request it comes from, on every line it writes."""
    facts = {"task": getattr(task, "name", ""), "task_id": task_id}
    number = getattr(getattr(task, "request", None), HEADER, None)
    if number:
        facts["request_id"] = number
    set_facts(**facts)


@task_postrun.connect(dispatch_uid="nomi.logging.end")
def release_task(**_signal: Any) -> None:
    """Forget the task when it is over."""
    set_facts()
