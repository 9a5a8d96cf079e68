"""A payment may arrive after its event was cancelled."""

from typing import Any

from django.dispatch import receiver

from shop.collecting.services import tell_late_buyer
from shop.events import OrderPaid, order_paid


@receiver(order_paid, dispatch_uid="shop.collecting.tell_late_buyer")
def tell_buyer(event: OrderPaid, **_kwargs: Any) -> None:
    """Tell her with her receipt, in the transaction that marks the order paid."""
    tell_late_buyer(order_number=event.order_number, now=event.paid_at)
