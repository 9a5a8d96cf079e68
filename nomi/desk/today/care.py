"""What waits around her word: consents to check, those that end soon, and open safety flags."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impact.consents.models import Consent
from impact.consents.queries import list_ending_soon, list_flags_to_close, list_open_flags
from impact.vault.queries import list_waiting_requests
from nomi.desk.today.panels import Panel, Row, build_panel, build_panel_at
from nomi.platform.people import name_actor
from nomi.platform.screens import find_address


def build_care_panels(request: HttpRequest) -> list[Panel]:
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
        build_closing_panel(request),
        build_check_panel(request),
        build_erasure_panel(request),
        build_panel(
            title=_("Consents to ask again: they end within 60 days"),
            rows=list_ending_soon(now=timezone.now()),
            describe=describe_consent,
            screen="consents_consent",
            query="?standing=ending",
        ),
    ]


def build_closing_panel(request: HttpRequest) -> Panel:
    """Return the flags that another person asks to close, for those who may."""
    return build_panel(
        title=_("Safety flags that somebody asks to close"),
        rows=list_flags_to_close(actor=name_actor(request.user)),
        describe=describe_flag,
        screen="consents_safetyflag",
        query="?closed_at__isempty=1",
        permission="consents.change_safetyflag",
    )


def build_check_panel(request: HttpRequest) -> Panel:
    """Return the consents that another person recorded, for those who may check them."""
    return build_panel(
        title=_("Consents to check, with the paper in your hands"),
        rows=Consent.objects.to_check(actor=name_actor(request.user)).order_by("pk"),
        describe=describe_consent,
        screen="consents_consent",
        query="?standing=unchecked",
        permission="consents.change_consent",
    )


def build_erasure_panel(request: HttpRequest) -> Panel:
    """Return the records that another person asked to erase, for those who may erase them."""
    return build_panel_at(
        reverse("vault:search"),
        title=_("Records to erase, or to keep"),
        rows=list_waiting_requests().exclude(asked_by=name_actor(request.user)),
        describe=describe_erasure,
        is_urgent=True,
        permission="vault.erase_sealedfield",
    )


def describe_erasure(asked: Any) -> Row:
    """Return whose record, and why."""
    address = reverse("vault:erase", args=(asked.account_code,))
    return Row(title=asked.account_code, detail=asked.reason, address=address)


def describe_flag(flag: Any) -> Row:
    """Return the account, and why nothing of it is shown."""
    return Row(title=flag.account_id, detail=flag.reason, address=find_address(flag))


def describe_consent(consent: Any) -> Row:
    """Return the account, what she allowed and when that ends."""
    use = f"{consent.get_purpose_display()}, {consent.get_channel_display()}"
    address = find_address(consent)
    detail = f"{use} · {consent.expires_at:%d %b %Y}"
    return Row(title=consent.account_id, detail=detail, address=address)
