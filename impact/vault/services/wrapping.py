"""Wrapping every woman's key under the present wrapping key."""

from django.conf import settings
from django.db import transaction

from impact.vault import sealing
from impact.vault.models import VaultKey

AT_ONCE = 100


def rewrap_keys() -> int:
    """Wrap under the first of VAULT_KEYS what was wrapped under another; return how many.

    Fields are not touched. Safe to interrupt and to run again. Raises `SealedShutError` when a
    key is met that none of VAULT_KEYS opens; what was done before stays done.
    """
    count = 0
    name = settings.VAULT_KEYS[0].partition(":")[0].encode()
    mark = bytes([len(name)]) + name
    keys = list(VaultKey.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        with transaction.atomic():
            rows = VaultKey.objects.select_for_update(of=("self",)).order_by("pk")
            for row in rows.filter(pk__in=keys[start : start + AT_ONCE]):
                if not bytes(row.wrapped).startswith(mark):
                    row.wrapped = sealing.wrap(sealing.unwrap(row), account_code=row.account_code)
                    row.save(update_fields=["wrapped"])
                    count += 1
    return count
