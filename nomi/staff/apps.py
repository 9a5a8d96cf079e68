"""The staff room's place in Django's app registry."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Remembers who proved a second factor."""

    name = "nomi.staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the login door."""
        from nomi.staff import receivers  # noqa: F401 - needs the loaded registry
