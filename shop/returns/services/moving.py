"""Move a return on, under its order's lock, and owe the mail of the step."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.order.owing import owe_mail
from shop.order.queries import lock_order
from shop.returns.models import Return
from shop.returns.services.refusals import ReturnRefused


def lock_return(return_id: int) -> Return:
    """Return the return as it is now; its order is locked until the transaction ends."""
    order_id = Return.objects.values_list("order_id", flat=True).get(pk=return_id)
    order = lock_order(order_id)
    found = Return.objects.get(pk=return_id)
    found.order = order
    return found


@transaction.atomic
def move_return(made: Return, *, to: str, now: datetime, **facts: Any) -> None:
    """Write the new state with its facts, and owe one mail of it; the caller holds the lock."""
    made.state = to
    for name, value in facts.items():
        setattr(made, name, value)
    made.save(update_fields=["state", *facts])
    owe_mail(kind=f"return_{to}", order=made.order, reference=str(made.uid), now=now)


def refuse_unless(made: Return, *states: str) -> None:
    """Raise `ReturnRefused` in words unless the return is in one of the states."""
    if made.state not in states:
        message = _("The return is “%(state)s”: that is not possible now.")
        raise ReturnRefused(message % {"state": made.get_state_display()})
