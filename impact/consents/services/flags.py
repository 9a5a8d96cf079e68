"""Safety flags: one person opens one, at once; to close it takes two."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from impact.consents.models import SafetyFlag
from impact.consents.refusals import ClosingNotAskedError, FlagClosedError, named_refusals
from impact.consents.services.consents import lock_account

ASKED = ("lifting_asked_by", "lifting_asked_at", "closing_reason")


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
def ask_to_close_flag(*, flag_id: int, reason: str, actor: str, now: datetime) -> SafetyFlag:
    """Say why showing her is safe again; the flag stays open until another person agrees.

    Raises `FlagClosedError`, `ClosingNotAskedError` where somebody has asked already, and
    `ConsentRefusedError` without a reason.
    """
    flag = _lock_open(flag_id)
    if flag.lifting_asked_by:
        raise ClosingNotAskedError(_("Somebody has asked for this already; nothing was changed."))
    flag.lifting_asked_by, flag.lifting_asked_at, flag.closing_reason = actor, now, reason
    with named_refusals():
        flag.save(update_fields=ASKED)
    return flag


@transaction.atomic
def close_flag(*, flag_id: int, actor: str, now: datetime) -> SafetyFlag:
    """Close a flag as somebody else has asked.

    Raises `FlagClosedError`, `ClosingNotAskedError`, and `ConsentRefusedError` for whoever asked.
    """
    flag = _lock_asked(flag_id)
    flag.closed_at, flag.closed_by = now, actor
    with named_refusals():
        flag.save(update_fields=["closed_at", "closed_by"])
    return flag


@transaction.atomic
def keep_flag(*, flag_id: int) -> SafetyFlag:
    """Leave a flag open that somebody asked to close: it is not safe yet.

    Raises `FlagClosedError` and `ClosingNotAskedError`.
    """
    flag = _lock_asked(flag_id)
    flag.lifting_asked_by, flag.lifting_asked_at, flag.closing_reason = "", None, ""
    flag.save(update_fields=ASKED)
    return flag


def _lock_open(flag_id: int) -> SafetyFlag:
    flag = SafetyFlag.objects.select_for_update(of=("self",)).get(pk=flag_id)
    if flag.closed_at is not None:
        raise FlagClosedError(_("This flag was closed before; nothing was changed."))
    return flag


def _lock_asked(flag_id: int) -> SafetyFlag:
    flag = _lock_open(flag_id)
    if not flag.lifting_asked_by:
        raise ClosingNotAskedError(_("Nobody asks to close this flag; nothing was changed."))
    return flag
