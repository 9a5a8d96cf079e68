"""Draw requests: from an approved line of a plan to a released payment."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.payouts.guards import draws as guards
from impact.payouts.models.providers import TrainingProvider
from nomi.platform.people import is_staff, is_staff_or_empty

LARGEST_MINOR = 10_000_000
"""No single draw is above $100,000."""
CURRENCIES = ("KHR", "INR", "PHP", "THB", "EUR", "GBP", "SGD", "HKD", "AUD")
"""Currencies, each of a hundred parts, that a provider may be paid in beside dollars."""
FOREIGN = ("foreign_amount_minor", "foreign_currency", "rate", "rate_source", "rate_on")


class ForeignMoney(models.Model):
    """The amount in the provider's currency, with the rate it was reckoned at."""

    foreign_amount_minor = models.BigIntegerField(null=True, blank=True)
    foreign_currency = models.CharField(max_length=3, blank=True)
    rate = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    """Units of the foreign currency for one dollar."""
    rate_source = models.CharField(max_length=100, blank=True)
    rate_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class DrawRequest(ForeignMoney):
    """A wish to pay a provider from a training account, and where it stands.

    What is asked for never changes; the state is moved by the facts alone: approvals, her
    confirmation, the payout, a closing.
    """

    class State(models.TextChoices):
        """Where the request stands."""

        REQUESTED = "requested", _("waits for approval")
        APPROVED = "approved", _("waits for her word")
        CONFIRMED = "confirmed", _("waits for release")
        RELEASED = "released", _("released")
        REJECTED = "rejected", _("rejected")
        CANCELLED = "cancelled", _("cancelled")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    account_code = models.CharField(_("training account"), max_length=12)
    plan_line = models.CharField(_("line of her plan"), max_length=200)
    provider = models.ForeignKey(TrainingProvider, on_delete=models.PROTECT, related_name="draws")
    amount_minor = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=200)
    requested_by = models.CharField(max_length=100)
    requested_at = models.DateTimeField()
    approvals_needed = models.PositiveSmallIntegerField(default=1, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED, editable=False)

    class Meta:
        verbose_name = _("draw request")
        verbose_name_plural = _("draw requests")
        ordering = ("-pk",)
        permissions = [
            ("approve_drawrequest", "Can approve draw requests"),
            ("confirm_drawrequest", "Can record a participant's confirmation"),
            ("release_drawrequest", "Can release approved draws"),
        ]
        constraints = [
            models.UniqueConstraint(name="draw_uid_is_unique", fields=["uid"]),
            models.CheckConstraint(
                name="draw_amount_is_within_reason",
                condition=Q(amount_minor__gte=1, amount_minor__lte=LARGEST_MINOR),
            ),
            models.CheckConstraint(
                name="draw_names_its_plan_line_and_reason",
                condition=~Q(plan_line="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="draw_is_requested_by_a_person", condition=is_staff("requested_by")
            ),
            models.CheckConstraint(
                name="foreign_amount_comes_with_its_rate",
                condition=Q(
                    foreign_amount_minor__isnull=True,
                    foreign_currency="",
                    rate__isnull=True,
                    rate_source="",
                    rate_on__isnull=True,
                )
                | Q(
                    foreign_amount_minor__gte=1,
                    foreign_currency__in=CURRENCIES,
                    rate__gt=0,
                    rate_on__isnull=False,
                )
                & ~Q(rate_source=""),
            ),
            models.CheckConstraint(
                name="foreign_amount_follows_from_its_rate",
                condition=Q(rate__isnull=True)
                | Q(
                    foreign_amount_minor__gte=F("amount_minor") * F("rate") - F("rate") - 1,
                    foreign_amount_minor__lte=F("amount_minor") * F("rate") + F("rate") + 1,
                ),
            ),
        ]
        triggers = guards.DRAW_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.account_code} · {self.plan_line}"

    @property
    def books_account(self) -> str:
        """The training account's code in the books."""
        return f"training:{self.account_code}"

    @property
    def committed_account(self) -> str:
        """The code in the books of what is set aside for this training account."""
        return f"committed:{self.account_code}"


class Attachment(models.Model):
    """A paper that belongs to a draw: its content lies sealed in the private folder."""

    class Purpose(models.TextChoices):
        """What the paper shows."""

        REQUEST = "request", _("invoice or offer")
        CONFIRMATION = "confirmation", _("her confirmation")
        PROOF = "proof", _("proof of training")
        REFUSAL = "refusal", _("the bank's refusal")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    draw = models.ForeignKey(DrawRequest, on_delete=models.PROTECT, related_name="attachments")
    purpose = models.CharField(max_length=12, choices=Purpose)
    stored_name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=30)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        permissions = [("open_confirmation", "Can take the paper with a participant's word")]
        constraints = [
            models.UniqueConstraint(name="attachment_uid_is_unique", fields=["uid"]),
            models.CheckConstraint(
                name="attachment_is_a_pdf_or_a_picture",
                condition=Q(media_type__in=("application/pdf", "image/jpeg", "image/png")),
            ),
            models.CheckConstraint(
                name="attachment_purpose_is_known",
                condition=Q(purpose__in=("request", "confirmation", "proof", "refusal")),
            ),
        ]
        triggers = keep_rows(table="attachment")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.get_purpose_display()

    @property
    def context(self) -> str:
        """What the sealed content is bound to."""
        return f"attachment:{self.uid}"


class DrawApproval(models.Model):
    """One person's yes."""

    draw = models.ForeignKey(DrawRequest, on_delete=models.PROTECT, related_name="approvals")
    approved_by = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                name="draw_is_approved_once_by_each", fields=["draw", "approved_by"]
            ),
            models.CheckConstraint(
                name="draw_is_approved_by_a_person", condition=is_staff("approved_by")
            ),
        ]
        triggers = [*keep_rows(table="draw_approval"), *guards.APPROVAL_GUARDS]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.approved_by


class DrawConfirmation(models.Model):
    """Her own yes, as it was given and recorded."""

    class Method(models.TextChoices):
        """How she said it (DOMAIN.md, rule 9)."""

        SIGNATURE = "signature", _("signature")
        THUMBPRINT = "thumbprint", _("thumbprint")
        WITNESSED_WORD = "witnessed_word", _("her word before a witness")

    draw = models.OneToOneField(DrawRequest, on_delete=models.PROTECT, related_name="confirmation")
    method = models.CharField(max_length=16, choices=Method)
    language = models.CharField(max_length=35)
    witness = models.CharField(max_length=100, blank=True)
    evidence = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.CheckConstraint(
                name="her_word_is_recorded_by_a_person", condition=is_staff("recorded_by")
            ),
            models.CheckConstraint(
                name="her_word_names_its_method_and_language",
                condition=Q(method__in=("signature", "thumbprint", "witnessed_word"))
                & ~Q(language=""),
            ),
            models.CheckConstraint(
                name="spoken_word_has_a_witness",
                condition=is_staff_or_empty("witness")
                & (~Q(method="witnessed_word") | ~Q(witness=""))
                & ~Q(witness=F("recorded_by")),
            ),
        ]
        triggers = [*keep_rows(table="draw_confirmation"), *guards.CONFIRMATION_GUARDS]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.get_method_display()


class DrawClosing(models.Model):
    """The end of a request that is not paid: rejected, or cancelled."""

    class Kind(models.TextChoices):
        """Who ended it: somebody who was to agree, or whoever no longer wants it."""

        REJECTED = "rejected", _("rejected")
        CANCELLED = "cancelled", _("cancelled")

    draw = models.OneToOneField(DrawRequest, on_delete=models.PROTECT, related_name="closing")
    kind = models.CharField(max_length=10, choices=Kind)
    closed_by = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        constraints = [
            models.CheckConstraint(
                name="draw_is_closed_by_a_person_for_a_reason",
                condition=is_staff("closed_by")
                & ~Q(reason="")
                & Q(kind__in=("rejected", "cancelled")),
            )
        ]
        triggers = [*keep_rows(table="draw_closing"), *guards.CLOSING_GUARDS]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.get_kind_display()
