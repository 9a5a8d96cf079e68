"""What a gift card pays of an order."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CardPayment(models.Model):
    """The part of one order that one card pays: set aside when placed, taken when paid.

    `turn` counts how often it was set aside: an order that was cancelled and is paid late after all
    sets it aside again. `given_back_minor` is what refunds have put back on the card.
    """

    class State(models.TextChoices):
        """Where the part stands."""

        HELD = "held", _("set aside")
        RELEASED = "released", _("set free again")
        TAKEN = "taken", _("taken")

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="card_payment"
    )
    card = models.ForeignKey(
        "giftcards.GiftCard", on_delete=models.PROTECT, related_name="payments"
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.HELD)
    amount_minor = models.BigIntegerField()
    given_back_minor = models.BigIntegerField(default=0, db_default=0)
    turn = models.PositiveSmallIntegerField(default=1, db_default=1)
    held_at = models.DateTimeField(_("set aside at"))
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("payment by gift card")
        verbose_name_plural = _("payments by gift card")
        constraints = (
            models.CheckConstraint(
                name="gift_card_payment_pays_something", condition=Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(
                name="gift_card_gets_back_no_more_than_it_paid",
                condition=Q(given_back_minor__gte=0, given_back_minor__lte=F("amount_minor")),
            ),
            models.CheckConstraint(
                name="only_a_taken_gift_card_payment_is_given_back",
                condition=Q(state="taken", taken_at__isnull=False)
                | Q(state__in=["held", "released"], taken_at__isnull=True, given_back_minor=0),
            ),
        )

    def __str__(self) -> str:
        """Name the part, for lists."""
        return f"{self.amount_minor} {self.state}"
