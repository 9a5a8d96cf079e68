"""Which renditions of a stored picture exist."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FORMAT = "webp"


class Picture(models.Model):
    """A stored picture by its name in the storage, its size, and the widths it exists in.

    No widths yet means: to be made.
    """

    name = models.CharField(_("name in the storage"), max_length=255, unique=True)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    widths = ArrayField(models.PositiveIntegerField(), default=list, verbose_name=_("widths"))

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = (
            models.CheckConstraint(
                name="picture_has_an_extent", condition=Q(width__gt=0, height__gt=0)
            ),
        )

    def __str__(self) -> str:
        """Name the picture."""
        return self.name


def name_rendition(*, name: str, width: int) -> str:
    """Return the name in the storage of one rendition of a picture."""
    return f"{name.rpartition('.')[0] or name}-{width}.{FORMAT}"
