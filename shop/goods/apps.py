"""The room's place in Django's app registry."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_save


class GoodsConfig(AppConfig):
    """Staff's side of the catalogue. It has no tables: they are Oscar's."""

    name = "shop.goods"
    label = "goods"

    def ready(self) -> None:
        """Clean what staff write, wherever it is saved."""
        for sender in ("catalogue.Product", "catalogue.Category"):
            pre_save.connect(clean_description, sender=sender, dispatch_uid=f"goods.{sender}")


def clean_description(*, instance: Any, raw: bool = False, **_signal: Any) -> None:
    """Leave of a description only markup that can do no harm."""
    from nomi.platform.safe_html import clean_html

    if not raw:
        instance.description = clean_html(instance.description or "")
