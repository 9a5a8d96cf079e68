"""The fork's place in Django's app registry."""

from typing import Any

from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """Oscar's own app under our name, with our pages."""

    name = "shop.checkout"

    def ready(self) -> None:
        """Hear of baskets left and paid orders; none of Oscar's views, which charge before."""
        from shop.checkout import receivers  # noqa: F401 - connects itself

    def get_urls(self) -> list[Any]:
        """Return our pages in Oscar's place."""
        from shop.checkout.urls import urlpatterns

        patterns: list[Any] = self.post_process_urls(urlpatterns)
        return patterns
