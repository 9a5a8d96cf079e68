"""Money that no machinery can place, booked by hand: proposed by one, agreed to by another."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.models import Entry
from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate
from impact.reconciliation.models.discrepancies import Discrepancy

PROPOSED = (
    "id",
    "discrepancy_id",
    "account_code",
    "reference",
    "amount_minor",
    "reason",
    "proposed_by",
    "proposed_at",
)


class HandBooking(models.Model):
    """A proposal to move what a difference is about to where it belongs, and what became of it.

    `amount_minor` is what waits, in cents, debits positive: the debit of the account it goes to.
    """

    class Place(models.TextChoices):
        """Where money can go by hand; to a training account only as one that paid it out."""

        GENERAL = "general", _("own funds: we bear it, or it is ours")
        FEES = "fees", _("fees")
        EXCHANGE = "exchange-differences", _("exchange differences")
        ORDER = "clearing:orders", _("an order, by its number")
        GIFT = "clearing:gifts", _("a gift, by its number")
        TRANSIT = "clearing:transit", _("Stripe's payout to our bank, by its id")
        TRAINING = "training", _("the training account that paid it")

    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.PROTECT, related_name="bookings")
    account_code = models.CharField(_("account"), max_length=60)
    reference = models.CharField(_("reference"), max_length=200)
    """What the entry stands under in the books."""
    amount_minor = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=200)
    proposed_by = models.CharField(max_length=100)
    proposed_at = models.DateTimeField(_("proposed at"))
    approved_by = models.CharField(max_length=100, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.CharField(max_length=100, blank=True)
    """Who took the proposal back, or turned it down."""
    ended_at = models.DateTimeField(null=True, blank=True)
    ending_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("booking by hand")
        verbose_name_plural = _("bookings by hand")
        ordering = ("-pk",)
        permissions = [
            ("propose_handbooking", "Can propose to book a difference by hand"),
            ("approve_handbooking", "Can agree to book a difference by hand"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="difference_has_one_booking_at_a_time",
                fields=["discrepancy"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="booking_by_hand_is_proposed_for_a_reason",
                condition=Q(proposed_by__startswith="staff:") & ~Q(reason="") & ~Q(amount_minor=0),
            ),
            models.CheckConstraint(
                name="booking_by_hand_is_agreed_to_by_another",
                condition=Q(approved_by="") | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="agreed_booking_names_who_when_and_its_entry",
                condition=Q(approved_by="", approved_at__isnull=True, entry__isnull=True)
                | Q(approved_by__startswith="staff:", approved_at__isnull=False)
                & Q(entry__isnull=False, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="ended_booking_names_who_when_and_why",
                condition=Q(ended_by="", ended_at__isnull=True, ending_reason="")
                | Q(ended_by__startswith="staff:", ended_at__isnull=False) & ~Q(ending_reason=""),
            ),
        ]
        triggers = [
            FirmTrigger(
                name="booking_by_hand_is_decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.approved_at IS NOT NULL OR OLD.ended_at IS NOT NULL OR "
                    + changed(*PROPOSED)
                ),
                func=refuse("booking_by_hand_is_decided_once", "What was decided is final."),
            ),
            FirmTrigger(
                name="booking_by_hand_is_in_the_books",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.entry_id IS NOT NULL"),
                func=f"""
                    IF NOT EXISTS (
                        SELECT FROM public.books_entry AS entry
                          JOIN public.books_line AS line ON line.entry_id = entry.id
                          JOIN public.books_account AS account ON account.id = line.account_id
                         WHERE entry.id = NEW.entry_id AND entry.kind = 'by-hand'
                           AND entry.reference = NEW.reference
                           AND account.code = NEW.account_code
                           AND line.amount_minor = NEW.amount_minor
                    ) THEN
                        {refuse("booking_by_hand_is_in_the_books", "The books do not say so.")}
                    END IF;
                    RETURN NEW;
                """,
            ),
            FirmTrigger(
                name="booking_by_hand_is_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=refuse("booking_by_hand_is_never_deleted", "A booking is never deleted."),
            ),
            refuse_truncate(table="booking_by_hand"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.discrepancy}"
