"""The first version of each policy: it came with the store, before anybody could decide."""

from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps as global_apps
from django.apps.registry import Apps

from impact.shares.models import AllocationPolicy, SharePolicy

FIRST_DAY = date(2009, 1, 1)
LANDED_AT = datetime(2009, 1, 1, tzinfo=UTC)
LANDED: dict[str, Any] = {
    "version": 1,
    "effective_on": FIRST_DAY,
    "state": "approved",
    "reason": "The rule of the founders, landed with the store",
    "proposed_by": "system",
    "proposed_at": LANDED_AT,
    "decided_by": "system",
    "decided_at": LANDED_AT,
    "decision_reason": "The rule of the founders, landed with the store",
}
SHARE_TEXT = (
    "Of each item's markup, which is its price after discounts, before tax and shipping, "
    "less what it cost us to land, 40 % is the share. One tenth of the share goes to the "
    "reserve, which pays for returns that come late; the rest goes to the Training Fund. "
    "Card fees never reduce the share, and a discount never makes it negative."
)
ALLOCATION_TEXT = (
    "All that is available in the Training Fund is divided equally among its active "
    "training accounts. Odd cents go first to the account that was credited least so far, "
    "then by account code. The parts always add up to the whole."
)


def build_share_policy() -> SharePolicy:
    """Return the first share policy: 40 % of the markup, a tenth of it for the reserve."""
    return SharePolicy(
        **LANDED, share_basis_points=4_000, reserve_basis_points=1_000, text=SHARE_TEXT
    )


def build_allocation_policy() -> AllocationPolicy:
    """Return the first allocation policy: equal parts."""
    return AllocationPolicy(**LANDED, rule=AllocationPolicy.Rule.EQUAL, text=ALLOCATION_TEXT)


def keep_policies(*, apps: Apps = global_apps, **_signal: object) -> None:
    """Write down the first policies after each migrate; never changes a row.

    Not a data migration, because the test runner's flush empties what migrations have written.
    Waits while the migrations of the tables are still to come.
    """
    if "reservealert" not in apps.all_models["shares"]:
        return
    SharePolicy.objects.bulk_create([build_share_policy()], ignore_conflicts=True)
    AllocationPolicy.objects.bulk_create([build_allocation_policy()], ignore_conflicts=True)
