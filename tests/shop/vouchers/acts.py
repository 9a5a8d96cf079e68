"""Vouchers as staff wish for them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from shop.vouchers.services import make_voucher
from shop.vouchers.wish import VoucherWish
from tests.shop.shopping import make_user


def build_wish(**changed: Any) -> VoucherWish:
    today: date = timezone.localdate()
    facts: dict[str, Any] = {
        "code": "AUTUMN",
        "name": "Autumn",
        "kind": "percent",
        "value": Decimal(10),
        "starts_on": today,
        "ends_on": today + timedelta(days=7),
        "reason": "The fair",
    }
    return VoucherWish(**{**facts, **changed})


def make(**changed: Any) -> Any:
    number = changed.pop("number", "")
    staff = make_user(f"staff{number}@example.org")
    return make_voucher(wish=build_wish(**changed), by=staff, now=timezone.now())
