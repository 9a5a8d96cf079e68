"""Screens of what has a page in the shop."""

from typing import Any

from nomi.platform.screens import Screen


class ShownScreen(Screen):
    """A screen that leads to the page itself: no table of sites is asked where the shop is."""

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Return the page's address; None while there is nothing to show."""
        return str(obj.get_absolute_url()) if obj is not None else None
