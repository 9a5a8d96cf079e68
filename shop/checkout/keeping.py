"""Keep an address in the shopper's own list, for the next order."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from oscar.core.loading import get_model

from shop.checkout.address import Address

MOST = 50
"""Addresses in one list; a form pressed by a program is to fill no table."""


@transaction.atomic
def keep_address(*, user_id: int, address: Address) -> bool:
    """Add the address to the shopper's list; return False when it stands there, or it is full.

    The first one becomes the default. Pressed twice it is kept once: the database refuses a second
    same one, and the row of the shopper is locked meanwhile.
    """
    _lock_list(user_id=user_id)
    own = get_model("address", "UserAddress").objects.filter(user_id=user_id)
    row = get_model("address", "UserAddress")(
        user_id=user_id,
        **address.list_columns(),
        country_id=address.country_code,
        is_default_for_shipping=not own.filter(is_default_for_shipping=True).exists(),
    )
    if own.filter(hash=row.generate_hash()).exists() or own.count() >= MOST:
        return False
    row.save(force_insert=True)
    return True


def _lock_list(*, user_id: int) -> None:
    """Let one address at a time into the shopper's list."""
    people: Any = get_user_model()._default_manager
    people.select_for_update(of=("self",)).get(pk=user_id)


@transaction.atomic
def change_address(*, user_id: int, kept_id: int, address: Address) -> bool:
    """Write the address over one of the shopper's list; return False when another is the same.

    What else is known of it, such as a telephone number, stays. False too when it is not, or not
    any more, on her list; then nothing is changed.
    """
    _lock_list(user_id=user_id)
    own = get_model("address", "UserAddress").objects.filter(user_id=user_id)
    row = own.filter(pk=kept_id).first()
    if row is None:
        return False
    for name, text in address.list_columns().items():
        setattr(row, name, text)
    row.country_id = address.country_code
    if own.filter(hash=row.generate_hash()).exclude(pk=kept_id).exists():
        return False
    row.save()
    return True


@transaction.atomic
def prefer_address(*, user_id: int, kept_id: int) -> bool:
    """Make one of the shopper's addresses the one that is offered first; False when it is gone."""
    _lock_list(user_id=user_id)
    own = get_model("address", "UserAddress").objects.filter(user_id=user_id)
    if not own.filter(pk=kept_id).exists():
        return False
    own.update(is_default_for_shipping=Q(pk=kept_id))
    return True


@transaction.atomic
def remove_address(*, user_id: int, kept_id: int) -> None:
    """Take an address off the shopper's list; orders keep theirs."""
    get_model("address", "UserAddress").objects.filter(user_id=user_id, pk=kept_id).delete()
