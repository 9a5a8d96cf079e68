"""The composition root's place in Django's app registry: it connects the two halves."""

from django.apps import AppConfig


class NomiConfig(AppConfig):
    """Wires shop events to impact once every room is loaded."""

    name = "nomi"

    def ready(self) -> None:
        """Load the Celery app and connect the receivers."""
        from nomi import celery, wiring  # noqa: F401 - both need the loaded registry
        from nomi.platform.logging import workers  # noqa: F401 - listens to Celery
