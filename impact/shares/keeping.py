"""The policies as the database keeps them: written down from the code after each migrate."""

from django.apps import apps as global_apps
from django.apps.registry import Apps

from impact.shares.models import AllocationPolicy, SharePolicy
from impact.shares.policies import ALLOCATION_POLICIES, SHARE_POLICIES


def keep_policies(*, apps: Apps = global_apps, **_signal: object) -> None:
    """Write down the policies after each migrate; never changes a row.

    Not a data migration, because the test runner's flush empties what migrations have written.
    Waits while the migrations of the tables are still to come.
    """
    if "allocationpolicy" not in apps.all_models["shares"]:
        return
    SharePolicy.objects.bulk_create(
        [
            SharePolicy(
                version=policy.terms.version,
                share_basis_points=policy.terms.share_basis_points,
                reserve_basis_points=policy.terms.reserve_basis_points,
                effective_on=policy.effective_on,
                text=policy.text,
            )
            for policy in SHARE_POLICIES
        ],
        ignore_conflicts=True,
    )
    AllocationPolicy.objects.bulk_create(
        [
            AllocationPolicy(
                version=policy.version, effective_on=policy.effective_on, text=policy.text
            )
            for policy in ALLOCATION_POLICIES
        ],
        ignore_conflicts=True,
    )
