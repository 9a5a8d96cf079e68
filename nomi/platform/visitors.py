"""Where a visitor comes from, as far as it can be believed."""

from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

HOME_BITS = 64
"""One household of IPv6 has so many bits in common and makes up the rest as it likes."""


def find_network(request: HttpRequest) -> str:
    """Return the visitor's address, of IPv6 the household's network; "" when it tells nothing.

    What a visitor claims in X-Forwarded-For counts for nothing; TRUSTED_PROXIES says how many
    proxies of ours add to it. This machine's own address is a proxy that nobody told us of: every
    shopper would share it, so it is taken for none.
    """
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    if address.is_loopback:
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, HOME_BITS), strict=False).network_address)
    return str(address)
