"""The quarterly publication: everything that is said in public about women, frozen."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import FirmTrigger, changed, keep_rows, refuse, refuse_truncate
from impact.pages.quarters import name_quarter

FROZEN = (
    "quarter_on",
    "version",
    "as_of",
    "made_at",
    "people_count",
    "content",
    "digest",
    "books_digest",
    "log_size",
    "log_root",
)
REVIEW = ("reviewed_by", "reviewed_at", "review_note")


class Publication(models.Model):
    """The figures of one quarter, made once; two people say yes before anybody else sees them.

    `content` is all that is shown: tables of counts, medians, goals and the fund by quarter.
    `digest` is its SHA-256; `books_digest` that of all balances at the quarter's end.
    """

    class State(models.TextChoices):
        """Waits for the first look, for the second, or was decided."""

        DRAFT = "draft", _("to be looked through")
        REVIEWED = "reviewed", _("to be approved")
        APPROVED = "approved", _("published")
        REFUSED = "refused", _("refused")

    quarter_on = models.DateField(_("quarter from"))
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    as_of = models.DateTimeField(_("as of"))
    made_at = models.DateTimeField(_("made at"))
    people_count = models.PositiveIntegerField(_("women counted"))
    content = models.JSONField(_("content"))
    digest = models.CharField(_("checksum of the content"), max_length=64)
    books_digest = models.CharField(_("checksum of the books"), max_length=64)
    log_size = models.BigIntegerField(_("entries in the log"), null=True)
    log_root = models.CharField(_("root of the log"), max_length=64, blank=True)
    reviewed_by = models.CharField(_("looked through by"), max_length=100, blank=True)
    reviewed_at = models.DateTimeField(_("looked through at"), null=True)
    review_note = models.CharField(_("note"), max_length=200, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision_note = models.CharField(_("reason of the decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ("-quarter_on", "-version")
        permissions = [
            ("review_publication", "Can look a publication through"),
            ("approve_publication", "Can approve a publication"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="publication_has_a_version_of_its_own", fields=["quarter_on", "version"]
            ),
            models.UniqueConstraint(
                name="one_publication_of_a_quarter_waits",
                fields=["quarter_on"],
                condition=Q(state__in=("draft", "reviewed")),
            ),
            models.CheckConstraint(
                name="publication_state_is_known",
                condition=Q(state__in=("draft", "reviewed", "approved", "refused")),
            ),
            models.CheckConstraint(
                name="publication_is_made_after_its_quarter", condition=Q(made_at__gte=F("as_of"))
            ),
            models.CheckConstraint(
                name="publication_counts_nobody_or_eleven",
                condition=Q(people_count=0) | Q(people_count__gte=11),
            ),
            models.CheckConstraint(
                name="publication_is_looked_through_by_somebody",
                condition=Q(state__in=("draft", "refused"))
                | (~Q(reviewed_by="") & Q(reviewed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="publication_is_decided_by_somebody",
                condition=Q(state__in=("draft", "reviewed"), decided_by="", decided_at=None)
                | (
                    Q(state__in=("approved", "refused"), decided_at__isnull=False)
                    & ~Q(decided_by="")
                ),
            ),
            models.CheckConstraint(
                name="publication_is_approved_by_another_person",
                condition=~Q(state="approved") | ~Q(decided_by=F("reviewed_by")),
            ),
        ]
        triggers: list[Any] = [
            FirmTrigger(
                name="publication_begins_as_a_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("(NEW.state <> 'draft')"),
                func=refuse("publication_begins_as_a_draft", "A publication begins as a draft."),
            ),
            FirmTrigger(
                name="publication_is_never_rewritten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.state IN ('approved', 'refused') OR NEW.state = OLD.state"
                    " OR (OLD.state = 'draft' AND NEW.state = 'approved')"
                    " OR (OLD.state = 'reviewed' AND NEW.state = 'draft')"
                    f" OR {changed(*FROZEN)}"
                    f" OR (OLD.state = 'reviewed' AND {changed(*REVIEW)}))"
                ),
                func=refuse(
                    "publication_is_never_rewritten",
                    "A publication is looked through, then decided; its figures never change.",
                ),
            ),
            FirmTrigger(
                name="publication_is_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=refuse("publication_is_never_deleted", "A publication is never deleted."),
            ),
            refuse_truncate(table="publication"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{name_quarter(self.quarter_on)} v{self.version}"

    @property
    def quarter(self) -> str:
        """The quarter as it is written."""
        return name_quarter(self.quarter_on)


class PublicationCard(models.Model):
    """What may be told of one account in a publication; shown only while she agrees to it."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="cards")
    account_code = models.CharField(max_length=12)
    facts = models.JSONField()

    class Meta:
        verbose_name = _("card of an account")
        verbose_name_plural = _("cards of accounts")
        constraints = [
            models.UniqueConstraint(
                name="account_has_one_card_in_a_publication", fields=["publication", "account_code"]
            ),
        ]
        triggers = keep_rows(table="publication_card")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.account_code


class PublicationBasis(models.Model):
    """In which published cell each account was counted: what the next quarter is held against.

    Never shown: no page, screen, export or feed reads it (DOMAIN.md, rule 23).
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, related_name="basis", primary_key=True
    )
    places = models.JSONField()

    class Meta:
        verbose_name = _("basis of a publication")
        verbose_name_plural = _("bases of publications")
        triggers = keep_rows(table="publication_basis")

    def __str__(self) -> str:
        """Name the row by its publication."""
        return str(self.publication_id)
