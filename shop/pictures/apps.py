"""The room's place in Django's app registry."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class PicturesConfig(AppConfig):
    """Renditions of product pictures: made once, when a picture is saved."""

    name = "shop.pictures"
    label = "pictures"

    def ready(self) -> None:
        """Note every product picture that is saved."""
        post_save.connect(
            note_saved_image, sender="catalogue.ProductImage", dispatch_uid="pictures.note"
        )


def note_saved_image(*, instance: Any, raw: bool = False, **_signal: Any) -> None:
    """Note the picture in the transaction that saves it, then ring for its renditions."""
    from nomi.platform.doorbell import ring_on_commit
    from shop.pictures import services

    if raw or not instance.original:
        return
    picture = services.note_picture(name=instance.original.name)
    if picture is not None and not picture.widths:
        ring_on_commit("shop.pictures.tasks.make_renditions", picture_id=picture.pk)
