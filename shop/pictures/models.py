"""Which renditions of a stored picture exist."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WEBP, AVIF = "webp", "avif"


class Picture(models.Model):
    """A stored picture by its name in the storage, its size, and the widths it exists in.

    No widths yet means: to be made.
    """

    name = models.CharField(_("name in the storage"), max_length=255, unique=True)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    widths = ArrayField(models.PositiveIntegerField(), default=list, verbose_name=_("widths"))
    has_avif = models.BooleanField(_("is there as AVIF too"), default=False)
    tint = models.CharField(_("mean colour"), max_length=7, blank=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = (
            models.CheckConstraint(
                name="picture_has_an_extent", condition=Q(width__gt=0, height__gt=0)
            ),
            models.CheckConstraint(
                name="tint_is_a_colour", condition=Q(tint="") | Q(tint__regex="^#[0-9a-f]{6}$")
            ),
        )

    def __str__(self) -> str:
        """Name the picture."""
        return self.name


class ShareDrawing(models.Model):
    """The picture that stands for a product where its link is shared, named by what it shows."""

    product = models.OneToOneField(
        "catalogue.Product",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="share_drawing",
    )
    digest = models.CharField(_("what it shows"), max_length=32)
    drawn_at = models.DateTimeField(_("drawn at"))

    class Meta:
        verbose_name = _("picture for sharing")
        verbose_name_plural = _("pictures for sharing")
        constraints = (
            models.CheckConstraint(
                name="digest_of_a_drawing_is_hexadecimal",
                condition=Q(digest__regex="^[0-9a-f]{32}$"),
            ),
        )

    def __str__(self) -> str:
        """Name what it shows."""
        return self.digest


def name_rendition(*, name: str, width: int, kind: str = WEBP) -> str:
    """Return the name in the storage of one rendition of a picture."""
    return f"{name.rpartition('.')[0] or name}-{width}.{kind}"


def name_drawing(digest: str) -> str:
    """Return the name in the storage of a picture for sharing."""
    return f"share/{digest}.jpg"
