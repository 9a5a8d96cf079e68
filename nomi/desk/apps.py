"""The admin's place in Django's app registry."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin with our site as the default one."""

    default_site = "nomi.desk.site.DeskSite"

    def ready(self) -> None:
        """Register the screens, and let their tables be made quickly."""
        from nomi.desk import list_headers

        super().ready()
        list_headers.install()
