"""Training providers and where their money goes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.payouts.guards import providers as guards
from nomi.platform.people import is_staff, is_staff_or_empty


class TrainingProvider(models.Model):
    """A school, course, tool shop or childcare that may be paid once it was vetted."""

    class Kind(models.TextChoices):
        """What is bought there (DOMAIN.md, Words)."""

        SCHOOL = "school", _("school")
        COURSE = "course", _("course")
        TOOLS = "tools", _("tools and materials")
        CHILDCARE = "childcare", _("childcare")
        TRANSPORT = "transport", _("transport to training")

    class Status(models.TextChoices):
        """Whether it may be paid."""

        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        BLOCKED = "blocked", _("blocked")

    class Rail(models.TextChoices):
        """The way money takes."""

        BANK_WIRE = "bank_wire", _("bank wire")
        STRIPE_TRANSFER = "stripe_transfer", _("Stripe transfer")

    class BlockCause(models.TextChoices):
        """Who blocked it: a person, or the proofs that are overdue."""

        STAFF = "staff", _("by staff")
        PROOF = "proof", _("proof of an earlier payment is overdue")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    rail = models.CharField(_("rail"), max_length=16, choices=Rail, default=Rail.BANK_WIRE)
    stripe_account_id = models.CharField(_("Stripe account"), max_length=60, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PROPOSED, editable=False
    )
    changed_by = models.CharField(max_length=100, editable=False)
    changed_at = models.DateTimeField(editable=False)
    vetted_by = models.CharField(max_length=100, blank=True, editable=False)
    vetted_on = models.DateField(_("vetted on"), null=True, blank=True)
    screened_by = models.CharField(max_length=100, blank=True, editable=False)
    screened_on = models.DateField(_("screened on"), null=True, blank=True)
    expires_on = models.DateField(_("approval ends on"), null=True, blank=True)
    payable_from = models.DateTimeField(null=True, blank=True, editable=False)
    block_cause = models.CharField(max_length=10, choices=BlockCause, blank=True, editable=False)
    block_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("training provider")
        verbose_name_plural = _("training providers")
        ordering = ("name",)
        permissions = [("approve_trainingprovider", "Can vet and block training providers")]
        constraints = [
            models.UniqueConstraint(name="provider_uid_is_unique", fields=["uid"]),
            models.UniqueConstraint(name="provider_name_is_unique", fields=["name"]),
            models.CheckConstraint(
                name="provider_country_is_two_letters", condition=Q(country__regex="^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="provider_is_changed_by_a_person", condition=is_staff("changed_by")
            ),
            models.CheckConstraint(
                name="provider_is_vetted_and_screened_by_people",
                condition=is_staff_or_empty("vetted_by") & is_staff_or_empty("screened_by"),
            ),
            models.CheckConstraint(
                name="provider_is_vetted_by_another",
                condition=~Q(vetted_by=F("changed_by")),
            ),
            models.CheckConstraint(
                name="approved_provider_was_vetted_and_screened",
                condition=~Q(status="approved")
                | (
                    ~Q(vetted_by="")
                    & Q(
                        vetted_on__isnull=False,
                        screened_on__isnull=False,
                        expires_on__isnull=False,
                        payable_from__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="provider_is_blocked_for_a_reason",
                condition=Q(status="blocked") & ~Q(block_cause="") & ~Q(block_reason="")
                | ~Q(status="blocked") & Q(block_cause="", block_reason=""),
            ),
            models.CheckConstraint(
                name="stripe_rail_has_its_account",
                condition=~Q(rail="stripe_transfer") | Q(stripe_account_id__startswith="acct_"),
            ),
            models.CheckConstraint(
                name="provider_rail_and_status_are_known",
                condition=Q(
                    rail__in=("bank_wire", "stripe_transfer"),
                    status__in=("proposed", "approved", "blocked"),
                ),
            ),
        ]
        triggers = guards.PROVIDER_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.name


class BankDetails(models.Model):
    """One version of a provider's account at its bank, sealed.

    Proposed by one person, approved by another, usable after the cooling-off time. The rows stay:
    they are the history.
    """

    class State(models.TextChoices):
        """Where the version stands."""

        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REPLACED = "replaced", _("replaced")
        REJECTED = "rejected", _("rejected")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(
        TrainingProvider, on_delete=models.PROTECT, related_name="bank_details"
    )
    sealed = models.BinaryField()
    bic = models.CharField(_("bank code (BIC)"), max_length=11, blank=True)
    hint = models.CharField(_("ends in"), max_length=4, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.CharField(max_length=100)
    proposed_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    approved_by = models.CharField(max_length=100, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    usable_from = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=100, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bank details")
        verbose_name_plural = _("bank details")
        ordering = ("-pk",)
        permissions = [("approve_bankdetails", "Can approve a provider's bank details")]
        constraints = [
            models.UniqueConstraint(name="bank_details_uid_is_unique", fields=["uid"]),
            models.UniqueConstraint(
                name="provider_has_one_set_of_bank_details",
                fields=["provider"],
                condition=Q(state="approved"),
            ),
            models.UniqueConstraint(
                name="provider_has_one_proposal_at_a_time",
                fields=["provider"],
                condition=Q(state="proposed"),
            ),
            models.CheckConstraint(
                name="bank_details_are_proposed_by_a_person", condition=is_staff("proposed_by")
            ),
            models.CheckConstraint(
                name="bank_details_are_approved_by_another",
                condition=is_staff_or_empty("approved_by") & ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="bank_details_carry_their_approval",
                condition=~Q(state="approved")
                | ~Q(approved_by="") & Q(approved_at__isnull=False, usable_from__isnull=False),
            ),
            models.CheckConstraint(
                name="bank_details_state_is_known",
                condition=Q(state__in=("proposed", "approved", "replaced", "rejected")),
            ),
        ]
        triggers = guards.BANK_DETAILS_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"…{self.hint}"

    @property
    def context(self) -> str:
        """What the sealed text is bound to."""
        return f"bank-details:{self.uid}"
