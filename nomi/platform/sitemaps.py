"""Sitemaps: each room names its own addresses when its app is ready."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap


class OwnSitemap(Sitemap):  # type: ignore[type-arg] # Django has no such argument
    """Addresses under the one name of the store, whatever host was asked."""

    limit = 5_000

    def get_protocol(self, _protocol: str | None = None) -> str:
        """Return the store's own scheme."""
        return urlsplit(settings.SITE_ADDRESS).scheme

    def get_domain(self, _site: object = None) -> str:
        """Return the store's own host."""
        return urlsplit(settings.SITE_ADDRESS).netloc


_SECTIONS: dict[str, type[OwnSitemap]] = {}


def register(name: str, section: type[OwnSitemap]) -> None:
    """Say that these addresses stand in the sitemap of this name."""
    _SECTIONS[name] = section


def get_sections() -> dict[str, type[OwnSitemap]]:
    """Return every section by its name, in the order in which the rooms named them."""
    return dict(_SECTIONS)


def find_section(name: str) -> type[OwnSitemap] | None:
    """Return the section of this name, None when there is none."""
    return _SECTIONS.get(name)
