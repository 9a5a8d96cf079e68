"""The rules where the database reads them: written down from the settings after each migrate."""

from datetime import datetime
from typing import Any

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from impact.payouts.models import PayoutRule


def read_settings() -> dict[str, Any]:
    """Return the rules as the settings have them."""
    return {
        "second_approver_minor": settings.PAYOUT_SECOND_APPROVER_MINOR,
        "cool_off_hours": settings.PAYOUT_COOL_OFF_HOURS,
        "screening_days": settings.PAYOUT_SCREENING_DAYS,
        "proof_days": settings.PAYOUT_PROOF_DAYS,
        "country_rules": settings.PAYOUT_COUNTRY_RULES,
    }


@transaction.atomic
def set_rules(*, now: datetime, **changes: Any) -> None:
    """Make the rules what the settings say, with these changes; a row only when one differs.

    Earlier versions stay: they say what held when. Only the owner of the tables may do this: the
    role of web and worker could otherwise soften what keeps it honest.
    """
    wanted = {**read_settings(), **changes}
    latest = PayoutRule.objects.order_by("-pk").values(*wanted).first()
    if latest != wanted:
        PayoutRule.objects.create(**wanted, set_at=now)


def keep_rules(*, apps: Apps = global_apps, **_signal: object) -> None:
    """Write the settings down after each migrate, so that the guards can go by them.

    Not a data migration, because the test runner's flush empties what migrations have written.
    Waits while the migrations of the table are still to come.
    """
    if "payoutrule" in apps.all_models["payouts"]:
        set_rules(now=timezone.now())
