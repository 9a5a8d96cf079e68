"""A page of the shop, each version of its words, and a message until its mail has left."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Page(models.Model):
    """An address of the shop's own: what stands there is said by its versions."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("slug",)
        triggers: tuple[Any, ...] = (
            pgtrigger.Protect(name="page_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Show the address."""
        return f"/{self.slug}/"


class PageVersion(models.Model):
    """What a page says from one moment on; a row is never changed or deleted.

    The newest version that is no draft counts. When that one is hidden, the page is not found.
    """

    class State(models.TextChoices):
        """For staff only, shown to everybody, or the word that nothing is shown any more."""

        DRAFT = "draft", _("draft")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden")

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="versions")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    title = models.CharField(_("title"), max_length=120)
    description = models.CharField(_("in one sentence"), max_length=200)
    body = models.TextField(_("text"))
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.CharField(_("saved by"), max_length=60, blank=True)
    """Who saved it, as rows keep people; nobody for the first words."""

    class Meta:
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="version_state_is_known", condition=Q(state__in=["draft", "shown", "hidden"])
            ),
        )
        indexes = (
            models.Index(
                fields=["page", "-id"],
                name="version_that_counts",
                condition=Q(state__in=["shown", "hidden"]),
            ),
        )
        triggers: tuple[Any, ...] = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Name the version by its number and title."""
        return f"{self.pk}: {self.title}"


class ContactMessage(models.Model):
    """What somebody wrote to us. Deleted once its mail has left, after 90 days at the latest."""

    uid = models.UUIDField(unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"))
    order_number = models.CharField(_("order number"), max_length=40, blank=True)
    text = models.TextField(_("message"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("message to us")
        verbose_name_plural = _("messages to us")
        ordering = ("id",)

    def __str__(self) -> str:
        """Name the message by its number, never by who wrote it."""
        return str(self.uid)
