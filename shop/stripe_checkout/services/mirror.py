"""Copy money into Oscar's Source and Transaction, for Oscar's screens. Nothing reads it back."""

from typing import Any

from oscar.core.loading import get_model

from shop.money import to_decimal
from shop.stripe_checkout.facts import Session


def mirror_charge(*, order: Any, session: Session) -> None:
    """Show the charge as one Oscar source with one debit."""
    _mirror_debit(
        order=order,
        method=("stripe", "Stripe"),
        amount_minor=session.amount_minor,
        currency=session.currency,
        reference=session.payment_intent_id or session.id,
        debit=session.charge_id or "",
    )


def mirror_cash(*, order: Any, amount_minor: int, currency: str, key: str) -> None:
    """Show cash as one Oscar source with one debit, under the movement's key."""
    _mirror_debit(
        order=order,
        method=("cash", "Cash"),
        amount_minor=amount_minor,
        currency=currency,
        reference=key,
        debit=key,
    )


def _mirror_debit(
    *,
    order: Any,
    method: tuple[str, str],
    amount_minor: int,
    currency: str,
    reference: str,
    debit: str,
) -> None:
    code, name = method
    source_type, _made = get_model("payment", "SourceType").objects.get_or_create(
        code=code, defaults={"name": name}
    )
    amount = to_decimal(amount_minor)
    source = get_model("payment", "Source").objects.create(
        order=order,
        source_type=source_type,
        currency=currency,
        amount_allocated=amount,
        amount_debited=amount,
        reference=reference,
    )
    source.transactions.create(txn_type="Debit", amount=amount, reference=debit, status="succeeded")


def mirror_refund(*, order: Any, payment_intent_id: str, refund_id: str, amount_minor: int) -> None:
    """Show the refund under its charge's source."""
    source = (
        get_model("payment", "Source")
        .objects.filter(order=order, reference=payment_intent_id)
        .first()
    )
    if source is not None:
        source.refund(to_decimal(amount_minor), reference=refund_id, status="succeeded")
