"""Where goods are handed over: the stall's own place, which decides the tax."""

from django.conf import settings
from django.utils.translation import gettext as _

from shop.checkout.address import Address

PARTS = 4


class StallUnknown(Exception):  # noqa: N818 - says what happened
    """The settings do not say where the stall, or the store, stands."""


def build_stall_address(*, first_name: str, last_name: str) -> Address:
    """Return the address of an order that its buyer takes along: the name, and the stall's place.

    `STALL_PLACE` names it as `city · state · postal code · country code`; blank is the store's own
    `SELLER_PLACE`. Raise `StallUnknown` for a place of another shape.
    """
    parts = [part.strip() for part in (settings.STALL_PLACE or settings.SELLER_PLACE).split("·")]
    if len(parts) != PARTS:
        raise StallUnknown(
            _("Set STALL_PLACE to where you sell: city · state · postal code · country code.")
        )
    city, state, postcode, country_code = parts
    return Address(
        first_name=first_name,
        last_name=last_name,
        line1=_("Handed over here"),
        city=city,
        state=state,
        postcode=postcode,
        country_code=country_code,
    )
