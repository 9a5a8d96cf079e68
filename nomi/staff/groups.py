"""The roles as groups in the database."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from nomi.staff.roles import ROLES


def read_permissions() -> dict[str, int]:
    """Return the keys of all permissions by `app.codename`."""
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    return {f"{app}.{codename}": key for app, codename, key in rows}


@transaction.atomic
def make_roles(**_signal: Any) -> None:
    """Make each role's group hold what `ROLES` says. Running it again changes nothing.

    A permission that is not there yet is left out: `migrate` may stop halfway, and comes again.
    """
    keys = read_permissions()
    for name, permissions in ROLES.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        group.permissions.set(keys[one] for one in permissions if one in keys)
