"""The staff room's place in Django's app registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    """Remembers who proved a second factor, and keeps the roles."""

    name = "nomi.staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the login door and to `migrate`."""
        from nomi.staff import receivers  # noqa: F401 - needs the loaded registry
        from nomi.staff.groups import make_roles

        post_migrate.connect(make_roles, sender=self, dispatch_uid="nomi.staff.make_roles")
