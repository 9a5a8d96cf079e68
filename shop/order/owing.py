"""Mails about an order are owed to its buyer, where there is an address to send them to."""

from datetime import datetime
from typing import Any

from nomi.platform.outbox import services as outbox


def owe_mail(*, kind: str, order: Any, now: datetime, reference: str = "") -> None:
    """Owe the buyer one mail of that kind, in the caller's transaction; once for each reference.

    An order taken at a stall may have no address: then nothing is owed, so that no mail waits for
    ever. The reference is the order's number unless another is given.
    """
    if order.email:
        outbox.enqueue(kind=kind, reference=reference or order.number, now=now)
