"""Sitemaps: each room names its own addresses when its app is ready."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.utils import translation


class OwnSitemap(Sitemap):  # type: ignore[type-arg] # Django has no such argument
    """Addresses under the one name of the store, whatever host was asked, in every language."""

    limit = 1_000
    """Items on one page of the map; each stands there once in every language."""

    def get_protocol(self, _protocol: str | None = None) -> str:
        """Return the store's own scheme."""
        return urlsplit(settings.SITE_ADDRESS).scheme

    def get_domain(self, _site: object = None) -> str:
        """Return the store's own host."""
        return urlsplit(settings.SITE_ADDRESS).netloc

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """Return the addresses of a page of items, each with those in the other languages.

        Not Django's own way, which brings all items into memory to show one page of them.
        """
        urls = super().get_urls(*args, **kwargs)
        written = {code: self._write_all(urls, code=code) for code, _name in settings.LANGUAGES}
        found = []
        for number, url in enumerate(urls):
            sisters = {code: addresses[number] for code, addresses in written.items()}
            alternates = [
                {"lang_code": code, "location": address}
                for code, address in (*sisters.items(), ("x-default", url["location"]))
            ]
            found += [
                {**url, "location": address, "alternates": alternates}
                for address in sisters.values()
            ]
        return found

    def _write_all(self, urls: list[dict[str, Any]], *, code: str) -> list[str]:
        """Return the address of each item in one language."""
        with translation.override(code):
            return [f"{settings.SITE_ADDRESS}{self.location(url['item'])}" for url in urls]


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
