"""What the buyer does: ask for a return, and take it back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shop.order.owing import owe_mail
from shop.order.queries import lock_order
from shop.returns.models import Return, ReturnLine
from shop.returns.queries import get_returnable_pieces
from shop.returns.services.moving import lock_return, move_return, refuse_unless
from shop.returns.services.refusals import ReturnRefused


@transaction.atomic
def request_return(
    *, order_id: int, pieces: Mapping[int, int], reason: str, note: str, key: str, now: datetime
) -> Return:
    """Ask to send `pieces` (order line → how many) back; one mail is owed.

    The same `key` is the same return, however often it is pressed. Raise `ReturnRefused`, and
    change nothing, for no piece and for pieces that did not leave, whose days are over, or that
    came or come back already.
    """
    order = lock_order(order_id)
    key = f"{order.number}:{key}"
    asked_before = Return.objects.filter(key=key).first()
    if asked_before is not None:
        return asked_before
    wanted = {pk: quantity for pk, quantity in sorted(pieces.items()) if quantity}
    if not wanted:
        raise ReturnRefused(_("Choose at least one piece to send back."))
    may_come = get_returnable_pieces(order=order, now=now)
    for line_id, quantity in wanted.items():
        if not 0 < quantity <= may_come.get(line_id, 0):
            message = _("Of one of the lines only %(left)d may come back now.")
            raise ReturnRefused(message % {"left": may_come.get(line_id, 0)})
    made = Return.objects.create(key=key, order=order, reason=reason, note=note, requested_at=now)
    for line_id, quantity in wanted.items():
        ReturnLine.objects.create(return_of=made, line_id=line_id, quantity=quantity)
    owe_mail(kind="return_requested", order=order, reference=str(made.uid), now=now)
    return made


@transaction.atomic
def withdraw_return(*, return_id: int, now: datetime) -> bool:
    """Take a return back that has not arrived; return False when that was done before.

    Raise `ReturnRefused` when it was received, rejected or closed.
    """
    made = lock_return(return_id)
    if made.state == Return.State.WITHDRAWN:
        return False
    refuse_unless(made, Return.State.REQUESTED, Return.State.APPROVED)
    move_return(made, to=Return.State.WITHDRAWN, now=now, ended_at=now)
    return True
