"""The fork's place in Django's app registry."""

from typing import Any

from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    """Oscar's own app under our name, with our pages."""

    name = "shop.basket"

    def ready(self) -> None:
        """Connect what happens on signing in; Oscar's own views are not loaded."""
        from shop.basket import receivers  # noqa: F401 - connects itself

    def get_urls(self) -> list[Any]:
        """Return our pages in Oscar's place."""
        from shop.basket.urls import urlpatterns

        patterns: list[Any] = self.post_process_urls(urlpatterns)
        return patterns
