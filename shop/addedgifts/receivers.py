"""A gift that was paid is wished no more, whichever basket it lies in by now."""

from typing import Any

from django.dispatch import receiver

from shop.addedgifts.models import KeptGift
from shop.events import OrderPaid, order_paid


@receiver(order_paid, dispatch_uid="shop.addedgifts.forget_given")
def forget_given(event: OrderPaid, **_kwargs: Any) -> None:
    """Take out the gift of a basket that another one went on from before it was paid."""
    KeptGift.objects.filter(wished_in__order__number=event.order_number).delete()
