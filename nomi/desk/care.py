"""What waits around her word: consents that end soon, safety flags that are open."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impact.consents.queries import list_ending_soon, list_open_flags
from nomi.desk.today import Panel, Row, build_panel, find_address


def build_care_panels() -> list[Panel]:
    """Return what waits around consents and flags."""
    return [
        build_panel(
            title=_("Safety flags that are open"),
            rows=list_open_flags(),
            describe=describe_flag,
            screen="consents_safetyflag",
            query="?closed_at__isempty=1",
            is_urgent=True,
        ),
        build_panel(
            title=_("Consents to ask again: they end within 60 days"),
            rows=list_ending_soon(now=timezone.now()),
            describe=describe_consent,
            screen="consents_consent",
            query="?standing=ending",
        ),
    ]


def describe_flag(flag: Any) -> Row:
    """Return the account, and why nothing of it is shown."""
    address = find_address(flag, "consents_safetyflag")
    return Row(title=flag.account_id, detail=flag.reason, address=address)


def describe_consent(consent: Any) -> Row:
    """Return the account, what she allowed and when that ends."""
    use = f"{consent.get_purpose_display()}, {consent.get_channel_display()}"
    address = find_address(consent, "consents_consent")
    detail = f"{use} · {consent.expires_at:%d %b %Y}"
    return Row(title=consent.account_id, detail=detail, address=address)
