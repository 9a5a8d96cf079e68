"""One gift card, from the order that buys it until its last cent."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

KEEP_BALANCE = """
    IF (OLD.order_id, OLD.initial_minor, OLD.currency, OLD.uid)
       IS DISTINCT FROM (NEW.order_id, NEW.initial_minor, NEW.currency, NEW.uid) THEN
        RAISE EXCEPTION 'what gift card % was sold as is final', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gift_card_stays_as_it_was_sold';
    END IF;
    IF OLD.balance_minor IS DISTINCT FROM NEW.balance_minor AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'the balance of gift card % moves by movements alone', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gift_card_balance_has_movements';
    END IF;
    RETURN NEW;
"""
"""The trigger of a new movement stands at depth 1, so its update arrives here at depth 2."""


class GiftCard(models.Model):
    """A card, made with the order that buys it and usable once that is paid. It never expires.

    The code is unguessable and nowhere in clear: sealed for the mail and the buyer's page, and as
    a keyed mark by which it is found. `balance_minor` is what can be spent now; what an unpaid
    order holds is not in it. The database keeps it as the sum of the card's movements.
    """

    class State(models.TextChoices):
        """Where the card stands."""

        ORDERED = "ordered", _("not paid yet")
        ACTIVE = "active", _("active")
        BLOCKED = "blocked", _("blocked")
        VOIDED = "voided", _("void")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    """What makes two presses of one form the same card."""
    order = models.OneToOneField(
        "order.Order",
        on_delete=models.PROTECT,
        related_name="gift_card",
        verbose_name=_("bought with"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ORDERED)
    currency = models.CharField(max_length=3)
    initial_minor = models.BigIntegerField()
    balance_minor = models.BigIntegerField(default=0, db_default=0)
    code_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - many unpaid without, each code once
    """What the code is found by: its mark under a key outside the database."""
    sealed_code = models.BinaryField(null=True)
    last_four = models.CharField(_("last four signs"), max_length=4, blank=True)
    edition = models.PositiveSmallIntegerField(_("code number"), default=1, db_default=1)
    """How many codes the card has had: a lost one is replaced and dead."""
    recipient_email = models.EmailField(_("goes to"), blank=True)
    sender_name = models.CharField(_("from"), max_length=80, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("ordered at"))
    issued_at = models.DateTimeField(_("active since"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("gift card")
        verbose_name_plural = _("gift cards")
        constraints = (
            models.CheckConstraint(
                name="gift_card_state_is_known",
                condition=Q(state__in=["ordered", "active", "blocked", "voided"]),
            ),
            models.CheckConstraint(
                name="gift_card_is_worth_money", condition=Q(initial_minor__gt=0)
            ),
            models.CheckConstraint(
                name="gift_card_never_holds_less_than_nothing_nor_more_than_was_paid",
                condition=Q(balance_minor__gte=0, balance_minor__lte=F("initial_minor")),
            ),
            models.CheckConstraint(
                name="void_gift_card_holds_nothing",
                condition=~Q(state__in=["ordered", "voided"]) | Q(balance_minor=0),
            ),
            models.CheckConstraint(
                name="gift_card_has_a_code_once_it_is_paid",
                condition=Q(
                    state="ordered",
                    code_key__isnull=True,
                    sealed_code__isnull=True,
                    issued_at__isnull=True,
                )
                | (
                    ~Q(state="ordered")
                    & Q(code_key__isnull=False, sealed_code__isnull=False, issued_at__isnull=False)
                ),
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="balance_moves_by_movements_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=KEEP_BALANCE,
            ),
            pgtrigger.Protect(name="gift_cards_are_never_deleted", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Name the card by what may be shown of its code."""
        return f"…{self.last_four}" if self.last_four else str(self.State(self.state).label)

    @property
    def is_usable(self) -> bool:
        """Return whether the card pays."""
        return self.state == self.State.ACTIVE
