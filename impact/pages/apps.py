"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImpactPagesConfig(AppConfig):
    """Public impact pages, read from batches."""

    name = "impact.pages"
    label = "impact_pages"
    verbose_name = _("Impact pages")

    def ready(self) -> None:
        """Name the pages for search engines, and tell the outbox who writes the mails."""
        from impact.pages.mails import register_mails
        from impact.pages.sitemap import ImpactSitemap
        from nomi.platform.sitemaps import register

        register("impact", ImpactSitemap)
        register_mails()
