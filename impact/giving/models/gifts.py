"""Gifts: recorded first, paid second."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books import chart
from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate
from impact.giving.days import find_day
from impact.giving.models.donors import LARGEST_MINOR, SMALLEST_MINOR, Donation
from impact.giving.models.monthly import MonthlyGift

SETTLED = ("number", "amount_minor", "fee_covered_minor", "currency", "purpose", "paid_at")
"""Columns that are final once the money is there."""


class Gift(Donation):
    """One gift and its one payment."""

    class State(models.TextChoices):
        """Where the gift stands; it only moves forward."""

        PLACED = "placed", _("waits for payment")
        PROCESSING = "processing", _("promised by the bank")
        PAID = "paid", _("paid")
        REFUNDED = "refunded", _("refunded")
        FAILED = "failed", _("not paid")

    class Tribute(models.TextChoices):
        """Whether the gift stands for somebody."""

        NONE = "", _("No")
        HONOUR = "honour", _("In honour of somebody")
        MEMORY = "memory", _("In memory of somebody")

    class CardBy(models.TextChoices):
        """How the card goes to whom it concerns."""

        NONE = "", _("No card")
        EMAIL = "email", _("A card by e-mail")
        POST = "post", _("A card by post")

    class Matching(models.TextChoices):
        """What became of the employer's match."""

        NONE = "", _("no employer")
        NAMED = "named", _("employer named")
        ASKED = "asked", _("match asked for")
        MATCHED = "matched", _("matched")
        DECLINED = "declined", _("declined")

    LIVE = (State.PLACED, State.PROCESSING)
    RECEIVED = (State.PAID, State.REFUNDED)

    state = models.CharField(max_length=10, choices=State, default=State.PLACED)
    monthly = models.ForeignKey(
        MonthlyGift, on_delete=models.PROTECT, null=True, blank=True, related_name="gifts"
    )
    invoice_id = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 - unique
    order_number = models.CharField(max_length=128, blank=True)
    """The order whose payment brings it, for a gift added in the basket; its reference too."""
    tribute = models.CharField(_("tribute"), max_length=6, choices=Tribute, blank=True)
    tribute_name = models.CharField(_("honours"), max_length=100, blank=True)
    card_by = models.CharField(_("card"), max_length=5, choices=CardBy, blank=True)
    card_name = models.CharField(_("card to"), max_length=100, blank=True)
    card_email = models.EmailField(_("card's e-mail"), max_length=254, blank=True)
    card_address = models.TextField(_("card's address"), max_length=300, blank=True)
    card_message = models.TextField(_("message on the card"), max_length=500, blank=True)
    card_sent_at = models.DateTimeField(_("card sent"), null=True, blank=True)
    employer = models.CharField(_("employer"), max_length=100, blank=True)
    matching = models.CharField(_("matching"), max_length=8, choices=Matching, blank=True)
    payment_intent_id = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 - unique
    charge_id = models.CharField(max_length=255, blank=True)
    reference = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 - unique
    """By what the books and Stripe's movements know the gift."""
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    refunded_minor = models.BigIntegerField(_("refunded, in cents"), default=0)

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        ordering = ("-pk",)
        permissions = [("refund_gift", "Can refund gifts and void receipts")]
        constraints = [
            models.UniqueConstraint(name="gift_number_is_unique", fields=["number"]),
            models.UniqueConstraint(name="gift_has_one_session", fields=["session_id"]),
            models.UniqueConstraint(name="payment_is_one_gift", fields=["payment_intent_id"]),
            models.UniqueConstraint(name="invoice_is_one_gift", fields=["invoice_id"]),
            models.UniqueConstraint(name="form_is_one_gift", fields=["form_key"]),
            models.UniqueConstraint(name="reference_is_one_gift", fields=["reference"]),
            models.CheckConstraint(
                name="gift_is_within_reason",
                condition=Q(amount_minor__gte=SMALLEST_MINOR, amount_minor__lte=LARGEST_MINOR)
                & Q(fee_covered_minor__gte=0, currency="USD"),
            ),
            models.CheckConstraint(
                name="received_gift_has_its_payment_and_moment",
                condition=~Q(state__in=("paid", "refunded"))
                | Q(paid_at__isnull=False, reference__isnull=False),
            ),
            models.CheckConstraint(
                name="refunded_part_is_within_the_gift",
                condition=Q(refunded_minor__gte=0)
                & Q(refunded_minor__lte=F("amount_minor") + F("fee_covered_minor")),
            ),
        ]
        indexes = [
            models.Index(name="gift_of_an_address", fields=["donor_email", "paid_at"]),
            models.Index(
                name="gift_that_waits",
                fields=["poll_at"],
                condition=Q(state__in=("placed", "processing")),
            ),
        ]
        triggers = [
            FirmTrigger(
                name="received_gift_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.state IN ('paid', 'refunded') AND (NEW.state NOT IN ('paid', 'refunded')"
                    f" OR {changed(*SETTLED)}))"
                ),
                func=refuse(
                    "received_gift_is_final", "What was received as a gift is not changed."
                ),
            ),
            FirmTrigger(
                name="received_gift_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=refuse("received_gift_is_kept", "A gift is never deleted."),
            ),
            refuse_truncate(table="gift"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.number

    @property
    def clearing_account(self) -> str:
        """Return where its money is awaited: one added to an order comes with the order's."""
        return chart.ORDER_CLEARING if self.order_number else chart.GIFT_CLEARING

    @property
    def given_on(self) -> date:
        """Return the day of its payment, or of its placing while it is not paid."""
        return find_day(self.paid_at or self.placed_at)

    @property
    def left_minor(self) -> int:
        """What is left of the payment after refunds, in cents."""
        return self.total_minor - self.refunded_minor
