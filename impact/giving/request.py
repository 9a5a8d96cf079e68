"""The words in which a gift is put to Stripe: the same gift gives the same bytes."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from impact.giving.links import get_gift_address, get_monthly_address
from impact.giving.models import Gift, MonthlyGift
from impact.giving.models.donors import Donation
from impact.giving.purposes import Purpose


def build_gift_params(gift: Gift) -> dict[str, Any]:
    """Return the parameters of a hosted session for one gift."""
    notes = {"gift": gift.number}
    address = get_gift_address(gift)
    return {
        **_build_common(gift, address),
        "mode": "payment",
        "submit_type": "donate",
        "line_items": _build_items(gift),
        "metadata": notes,
        "payment_intent_data": {"metadata": notes},
    }


def build_monthly_params(monthly: MonthlyGift) -> dict[str, Any]:
    """Return the parameters of a hosted session for a gift that comes again each month."""
    notes = {"monthly": monthly.number}
    address = get_monthly_address(monthly)
    return {
        **_build_common(monthly, address),
        "mode": "subscription",
        "line_items": _build_items(monthly, every="month"),
        "metadata": notes,
        "subscription_data": {"metadata": notes},
    }


def _build_common(donation: Donation, address: str) -> dict[str, Any]:
    if donation.expires_at is None:
        message = f"{donation.number} has no end to its payment page."
        raise ValueError(message)
    return {
        "ui_mode": "hosted_page",
        "client_reference_id": donation.number,
        "customer_email": donation.donor_email,
        "expires_at": int(donation.expires_at.timestamp()),
        "adaptive_pricing": {"enabled": False},
        "allow_promotion_codes": False,
        "success_url": address,
        "cancel_url": address,
    }


def name_gift(donation: Donation) -> str:
    """Return what the payment page calls the gift: the fund and the purpose, never a woman."""
    purpose = Purpose(donation.purpose)
    fund = _("Gift to the Training Fund of %(name)s") % {"name": settings.SELLER_NAME}
    return f"{fund}: {purpose.label}" if purpose else fund


def _build_items(donation: Donation, *, every: str = "") -> list[dict[str, Any]]:
    """Return one item of quantity 1; the covered fee is part of a month's one price."""
    with override(donation.language):
        name, fee = name_gift(donation), _("Card fee, covered by you")
    if every:
        return [_build_item(name, donation.total_minor, every=every)]
    items = [_build_item(name, donation.amount_minor)]
    if donation.fee_covered_minor:
        items.append(_build_item(fee, donation.fee_covered_minor))
    return items


def _build_item(name: str, amount_minor: int, *, every: str = "") -> dict[str, Any]:
    price: dict[str, Any] = {
        "currency": "usd",
        "unit_amount": amount_minor,
        "product_data": {"name": name},
    }
    if every:
        price["recurring"] = {"interval": every}
    return {"quantity": 1, "price_data": price}
