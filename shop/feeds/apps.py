"""The room's place in Django's app registry."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """What search engines and feed readers find."""

    name = "shop.feeds"
    label = "feeds"

    def ready(self) -> None:
        """Name the shop's pages that search engines should know."""
        from nomi.platform.sitemaps import register
        from shop.feeds.sitemaps import SECTIONS

        for name, section in SECTIONS.items():
            register(name, section)
