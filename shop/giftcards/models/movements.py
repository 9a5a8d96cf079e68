"""Every cent that moved on a gift card."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOVE_BALANCE = """
    UPDATE giftcards_giftcard SET balance_minor = balance_minor + NEW.amount_minor
     WHERE id = NEW.card_id;
    RETURN NEW;
"""


class CardMovement(models.Model):
    """Signed cents that came onto a card or left it, written once. `key` makes two tries one."""

    class Kind(models.TextChoices):
        """Why the balance moved."""

        ISSUED = "issued", _("issued")
        HELD = "held", _("set aside for an order")
        RELEASED = "released", _("set free again")
        GIVEN_BACK = "given_back", _("given back by a refund")
        TAKEN_BACK = "taken_back", _("the card itself was refunded")
        PUT_BACK = "put_back", _("that refund failed")
        VOIDED = "voided", _("voided")

    card = models.ForeignKey(
        "giftcards.GiftCard", on_delete=models.PROTECT, related_name="movements"
    )
    kind = models.CharField(_("why"), max_length=10, choices=Kind)
    amount_minor = models.BigIntegerField()
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.CharField(max_length=120, unique=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    moved_at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("movement of a gift card")
        verbose_name_plural = _("movements of gift cards")
        constraints = (
            models.CheckConstraint(
                name="gift_card_movement_goes_the_way_of_its_kind",
                condition=Q(
                    kind__in=["issued", "released", "given_back", "put_back"], amount_minor__gt=0
                )
                | Q(kind__in=["held", "taken_back", "voided"], amount_minor__lt=0),
            ),
            models.CheckConstraint(
                name="gift_card_movement_names_its_order_or_who_voided_it",
                condition=Q(kind="voided", by__isnull=False)
                | (~Q(kind="voided") & Q(order__isnull=False)),
            ),
            models.UniqueConstraint(
                name="gift_card_is_issued_once", fields=["card"], condition=Q(kind="issued")
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="moves_the_balance",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=MOVE_BALANCE,
            ),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Name the movement, for lists."""
        return f"{self.kind} {self.amount_minor}"
