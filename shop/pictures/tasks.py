"""Renditions are made by a worker: rung when a picture is saved, swept for what was missed."""

from typing import Any

from celery import shared_task

from shop.pictures import services


@shared_task(acks_late=True)
def make_renditions(*, picture_id: int, **_newer: Any) -> None:
    """Make the renditions of one picture. Running it twice makes them once."""
    services.make_renditions(picture_id=picture_id)


@shared_task(acks_late=True)
def make_missing_renditions(**_newer: Any) -> None:
    """Make the renditions that were never rung for."""
    services.make_missing_renditions()
