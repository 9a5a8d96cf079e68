"""Oscar asks for thumbnails in its own screens; it gets the rendition that is nearest."""

from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage

from shop.pictures.models import AVIF, WEBP, Picture, name_rendition


@dataclass(frozen=True, kw_only=True)
class Thumbnail:
    """What Oscar's template tag reads of a thumbnail."""

    name: str

    @property
    def url(self) -> str:
        """Return the address of the file."""
        return str(default_storage.url(self.name))


class PremadeThumbnailer:
    """Choose among the renditions there are; make none, since a page is waiting."""

    def generate_thumbnail(self, source: Any, **options: Any) -> Thumbnail:
        """Return the narrowest rendition that is wide enough, or else the original."""
        name = getattr(source, "name", None) or str(source)
        wanted = str(options.get("size", "")).partition("x")[0]
        least = int(wanted) if wanted.isdigit() else 0
        picture = Picture.objects.filter(name=name).only("widths").first()
        for width in sorted(picture.widths if picture else ()):
            if width >= least:
                return Thumbnail(name=name_rendition(name=name, width=width))
        return Thumbnail(name=name)

    def delete_thumbnails(self, source: Any) -> None:
        """Forget and delete the renditions of a picture that is gone."""
        name = getattr(source, "name", None) or str(source)
        for picture in Picture.objects.filter(name=name):
            for width in picture.widths:
                for kind in (WEBP, AVIF):
                    default_storage.delete(name_rendition(name=name, width=width, kind=kind))
            picture.delete()
