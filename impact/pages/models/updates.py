"""News about the work, what went wrong, and the readers who asked to hear of it."""

import uuid
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate

WORDS = ("kind", "slug", "title", "summary", "body", "account_code", "written_by", "written_at")


class Update(models.Model):
    """Words that staff wrote, and that another person published.

    What speaks of one woman names her account's code, and is shown only while her consent holds.
    """

    class Kind(models.TextChoices):
        """News, or what went wrong."""

        NEWS = "news", _("news")
        WRONG = "wrong", _("what went wrong")

    class State(models.TextChoices):
        """Being written, shown, or taken down."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        TAKEN_DOWN = "taken_down", _("taken down")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=200)
    body = models.TextField(_("text"))
    account_code = models.CharField(_("speaks of the training account"), max_length=12, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    written_by = models.CharField(_("written by"), max_length=100)
    written_at = models.DateTimeField(_("written at"))
    published_by = models.CharField(_("published by"), max_length=100, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True)
    taken_down_by = models.CharField(_("taken down by"), max_length=100, blank=True)
    taken_down_at = models.DateTimeField(_("taken down at"), null=True)
    taken_down_reason = models.CharField(_("reason"), max_length=200, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = (F("published_at").desc(nulls_first=True), "-pk")
        permissions = [("publish_update", "Can publish an update that another person wrote")]
        constraints = [
            models.CheckConstraint(
                name="update_kind_and_state_are_known",
                condition=Q(
                    kind__in=("news", "wrong"), state__in=("draft", "published", "taken_down")
                ),
            ),
            models.CheckConstraint(
                name="update_is_published_by_another_person",
                condition=Q(state="draft", published_by="", published_at=None)
                | (
                    ~Q(state="draft")
                    & ~Q(published_by="")
                    & ~Q(published_by=F("written_by"))
                    & Q(published_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="update_is_taken_down_for_a_reason",
                condition=~Q(state="taken_down")
                | (
                    ~Q(taken_down_by="") & ~Q(taken_down_reason="") & Q(taken_down_at__isnull=False)
                ),
            ),
        ]
        triggers: list[Any] = [
            FirmTrigger(
                name="update_begins_as_a_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("(NEW.state <> 'draft')"),
                func=refuse("update_begins_as_a_draft", "An update begins as a draft."),
            ),
            FirmTrigger(
                name="published_words_stand",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.state = 'taken_down' AND NEW.state <> 'taken_down'"
                    " OR OLD.state = 'published' AND NEW.state = 'draft'"
                    " OR OLD.state = 'draft' AND NEW.state = 'taken_down'"
                    f" OR (NEW.state <> 'draft' AND {changed(*WORDS)})"
                    f" OR (OLD.state <> 'draft' AND {changed('published_by', 'published_at')}))"
                ),
                func=refuse(
                    "published_words_stand",
                    "What was published is taken down, never rewritten or published anew.",
                ),
            ),
            FirmTrigger(
                name="update_is_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=refuse("update_is_never_deleted", "An update is taken down, never deleted."),
            ),
            refuse_truncate(table="update"),
        ]

    def __str__(self) -> str:
        """Name the update for staff."""
        return self.title


class Subscriber(models.Model):
    """An address that asked for updates by mail; unconfirmed ones are forgotten after a week."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=8, default="en", db_default="en")
    """That of the page on which it was asked last; the mails are written in it."""
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    class Meta:
        verbose_name = _("reader of updates")
        verbose_name_plural = _("readers of updates")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="reader_is_kept_once", fields=["email"]),
            models.CheckConstraint(
                name="reader_address_is_in_small_letters",
                condition=Q(email=Lower("email")),
            ),
        ]

    def __str__(self) -> str:
        """Name the row by its number, never by the address."""
        return str(self.uid)
