"""Money that moved, at Stripe or over our own counter, as we came to know it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Movement(models.Model):
    """Signed cents that moved for an order: positive towards us, written once and never changed."""

    class Kind(models.TextChoices):
        """Why the money moved."""

        CHARGE = "charge", _("charge")
        CASH = "cash", _("cash taken")
        REFUND = "refund", _("refund")
        DISPUTE = "dispute", _("dispute")
        DISPUTE_REVERSAL = "dispute_reversal", _("dispute reversal")
        FEE = "fee", _("fee")
        TRANSFER = "transfer", _("transfer")
        ADJUSTMENT = "adjustment", _("adjustment")

    INCOMING = (Kind.CHARGE, Kind.CASH)
    """What pays an order."""
    OWN = (*INCOMING, Kind.TRANSFER)
    """What pays an order, less what of it is handed over: a gift that came on the same payment."""
    GIFT = "gift:"
    """How the key of what was handed over begins, before the gift's own number."""
    BY_HAND = "cash:"
    """How the key of a movement begins that Stripe has never seen; none of its ids has a colon."""

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="payment_movements"
    )
    attempt = models.ForeignKey(
        "stripe_checkout.PaymentAttempt", on_delete=models.PROTECT, related_name="movements"
    )
    kind = models.CharField(max_length=16, choices=Kind.choices)
    stripe_id = models.CharField(max_length=255, unique=True)
    """Stripe's id; of cash `cash:` with the order's number, or the refund's uid; see `GIFT`."""
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    livemode = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("movement of money")
        verbose_name_plural = _("movements of money")
        constraints = [
            models.CheckConstraint(name="movement_moves_money", condition=~Q(amount_minor=0)),
            models.CheckConstraint(
                name="movement_kind_is_known",
                condition=Q(
                    kind__in=[
                        "charge",
                        "cash",
                        "refund",
                        "dispute",
                        "dispute_reversal",
                        "fee",
                        "transfer",
                        "adjustment",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="charge_comes_in_and_refund_goes_out",
                condition=(~Q(kind__in=["charge", "cash"]) | Q(amount_minor__gt=0))
                & (~Q(kind="refund") | Q(amount_minor__lt=0)),
            ),
            models.UniqueConstraint(
                name="one_charge_per_payment_attempt",
                fields=["attempt"],
                condition=Q(kind__in=["charge", "cash"]),
            ),
            models.CheckConstraint(
                name="cash_stands_apart_from_the_ids_of_stripe",
                condition=~Q(kind="cash") | Q(stripe_id__startswith="cash:"),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.kind} {self.stripe_id}"
