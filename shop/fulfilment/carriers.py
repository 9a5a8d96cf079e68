"""Who carries parcels, and where each parcel can be followed.

A carrier with an account of ours would add what it can do here: ask its own rates, print its own
labels. The default asks nobody: rates come from the table, labels are printed by ourselves.
"""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """One carrier; `tracking` is the address of its page with `{number}` for the parcel."""

    code: str
    name: str | Promise
    tracking: str = ""


CARRIERS = (
    Carrier(
        code="usps",
        name="USPS",
        tracking="https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
    ),
    Carrier(code="ups", name="UPS", tracking="https://www.ups.com/track?tracknum={number}"),
    Carrier(
        code="fedex", name="FedEx", tracking="https://www.fedex.com/fedextrack/?trknbr={number}"
    ),
    Carrier(
        code="dhl",
        name="DHL",
        tracking="https://www.dhl.com/en/express/tracking.html?AWB={number}",
    ),
    Carrier(code="own", name=_("By hand, or another carrier")),
)


def find_carrier(code: str) -> Carrier | None:
    """Return the carrier of this code, however it is written, or None."""
    wanted = code.strip().lower()
    return next((one for one in CARRIERS if wanted in {one.code, str(one.name).lower()}), None)


def find_tracking_address(*, carrier: str, number: str) -> str:
    """Return where a parcel can be followed; empty without a number or without such a page."""
    found = find_carrier(carrier)
    if found is None or not number:
        return ""
    return found.tracking.format(number=quote(number, safe=""))
