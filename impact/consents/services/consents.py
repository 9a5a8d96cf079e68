"""Recording her yes, and her word that it is over."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from impact.consents.models import Consent
from impact.consents.refusals import (
    NothingToWithdrawError,
    UnknownAccountError,
    named_refusals,
)
from impact.participants.models import TrainingAccount


@dataclass(frozen=True, kw_only=True)
class Yes:
    """What she said yes to, how, and until when; people as `staff:` and their number."""

    purpose: str
    channel: str
    language: str
    explained_by: str
    method: str
    evidence: str
    given_at: datetime
    expires_at: datetime
    witness: str = ""


def lock_account(code: str) -> TrainingAccount:
    """Return the training account under lock; raise `UnknownAccountError`."""
    found = TrainingAccount.objects.select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise UnknownAccountError(_("There is no training account with this code."))
    return found


@transaction.atomic
def record_consent(*, account_code: str, yes: Yes, actor: str, now: datetime) -> Consent:
    """Record a consent to one purpose on one channel (DOMAIN.md, rule 28).

    Nothing is allowed by it before another person has checked it.
    Raises `ConsentRefusedError` for one that lasts longer than three years, is still to be given
    or lacks what must be known of it; raises `UnknownAccountError`.
    """
    account = lock_account(account_code)
    with named_refusals():
        return Consent.objects.create(
            account=account,
            purpose=yes.purpose,
            channel=yes.channel,
            language=yes.language,
            explained_by=yes.explained_by,
            method=yes.method,
            witness=yes.witness,
            evidence=yes.evidence,
            given_at=yes.given_at,
            expires_at=yes.expires_at,
            recorded_by=actor,
            recorded_at=now,
        )


@transaction.atomic
def check_consent(*, consent_id: int, actor: str, now: datetime) -> Consent:
    """Record that a second person saw the paper or heard the recording: from now on it counts.

    Raises `ConsentRefusedError` for whoever recorded it, and when it was checked or withdrawn
    before.
    """
    consent = Consent.objects.get(pk=consent_id)
    lock_account(consent.account_id)
    with named_refusals():
        consent.checked_by, consent.checked_at = actor, now
        consent.save(update_fields=["checked_by", "checked_at"])
    return consent


@transaction.atomic
def withdraw_consent(*, consent_id: int, words: str, actor: str, now: datetime) -> int:
    """Withdraw her consent to this purpose on this channel, renewals of it too; return how many.

    Nothing of it is shown any more once this commits. Her services and her balance do not change.
    Raises `NothingToWithdrawError` when it was withdrawn before.
    """
    consent = Consent.objects.get(pk=consent_id)
    lock_account(consent.account_id)
    same = Consent.objects.filter(
        account__code=consent.account_id, purpose=consent.purpose, channel=consent.channel
    )
    return _end(same, words=words, actor=actor, now=now)


@transaction.atomic
def withdraw_everything(*, account_code: str, words: str, actor: str, now: datetime) -> int:
    """Withdraw every consent of the account; return how many there were.

    Raises `NothingToWithdrawError` when there was none.
    """
    lock_account(account_code)
    mine = Consent.objects.filter(account__code=account_code)
    return _end(mine, words=words, actor=actor, now=now)


def _end(consents: QuerySet[Consent], *, words: str, actor: str, now: datetime) -> int:
    ended = consents.filter(withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawal_recorded_by=actor, withdrawal_words=words
    )
    if not ended:
        raise NothingToWithdrawError(_("This was withdrawn before; nothing was changed."))
    return ended
