"""The fork's place in Django's app registry."""

from typing import Any

from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """Oscar's own app under our name, with our pages."""

    name = "shop.checkout"

    def ready(self) -> None:
        """Load none of Oscar's views, which charge before there is an order."""

    def get_urls(self) -> list[Any]:
        """Return our pages in Oscar's place."""
        from shop.checkout.urls import urlpatterns

        patterns: list[Any] = self.post_process_urls(urlpatterns)
        return patterns
