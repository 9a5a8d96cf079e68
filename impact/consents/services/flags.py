"""Opening and closing safety flags."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from impact.consents.models import SafetyFlag
from impact.consents.refusals import FlagClosedError, named_refusals
from impact.consents.services.consents import lock_account


@transaction.atomic
def open_flag(*, account_code: str, reason: str, actor: str, now: datetime) -> SafetyFlag:
    """Open a flag: nothing about this woman alone is shown while it is open (DOMAIN.md, rule 22).

    Raises `UnknownAccountError`.
    """
    account = lock_account(account_code)
    with named_refusals():
        return SafetyFlag.objects.create(
            account=account, reason=reason, opened_by=actor, opened_at=now
        )


@transaction.atomic
def close_flag(*, flag_id: int, reason: str, actor: str, now: datetime) -> SafetyFlag:
    """Close a flag; raise `FlagClosedError` when it was closed before."""
    flag = SafetyFlag.objects.select_for_update(of=("self",)).get(pk=flag_id)
    if flag.closed_at is not None:
        raise FlagClosedError(_("This flag was closed before; nothing was changed."))
    flag.closed_at, flag.closed_by, flag.closing_reason = now, actor, reason
    with named_refusals():
        flag.save(update_fields=["closed_at", "closed_by", "closing_reason"])
    return flag
