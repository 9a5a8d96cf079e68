"""Bank details: sealed, proposed by one, approved by another, rested before money follows."""

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from impact.payouts.models import BankDetails, TrainingProvider
from impact.payouts.refusals import BadDetailsError, named_refusals
from impact.payouts.services.facts import tell_of_provider
from impact.payouts.services.providers import lock_provider
from nomi.platform.encryption import seal, unseal

SHORTEST_BIC, LONGEST_BIC = 8, 11
LETTER_A = ord("A")
TEN = 10


@dataclass(frozen=True, kw_only=True)
class BankAccount:
    """Where a wire goes; it leaves the database sealed and is opened for payment files only."""

    holder: str
    account_number: str
    bic: str = ""
    bank_name: str = ""
    street: str = ""
    town: str = ""
    postcode: str = ""
    country: str = ""

    @property
    def is_iban(self) -> bool:
        """Whether the number is an IBAN by its form and its check digits."""
        return is_iban(self.account_number)


def is_iban(text: str) -> bool:
    """Return whether the text is an IBAN (ISO 13616: modulo 97 leaves 1)."""
    if not (text[:2].isalpha() and text[2:4].isdigit() and text.isalnum() and text.isascii()):
        return False
    digits = "".join(
        str(ord(sign) - LETTER_A + TEN) if sign.isalpha() else sign
        for sign in (text[4:] + text[:4]).upper()
    )
    return int(digits) % 97 == 1


def clean_account(account: BankAccount) -> BankAccount:
    """Return the details without spaces in numbers; raise `BadDetailsError` in words."""
    values = {name: value.strip() for name, value in asdict(account).items()}
    values["account_number"] = values["account_number"].replace(" ", "").replace("-", "").upper()
    values["bic"] = values["bic"].replace(" ", "").upper()
    cleaned = BankAccount(**values)
    if not cleaned.holder or not cleaned.account_number:
        raise BadDetailsError("Bank details need the account's holder and its number.")
    if cleaned.bic and len(cleaned.bic) not in {SHORTEST_BIC, LONGEST_BIC}:
        raise BadDetailsError("A bank code (BIC) has 8 or 11 letters and digits.")
    if not cleaned.bic and not cleaned.bank_name:
        raise BadDetailsError("Bank details need the bank's code (BIC) or its name.")
    number = cleaned.account_number
    if number[:2].isalpha() and number[2:4].isdigit() and not cleaned.is_iban:
        raise BadDetailsError("This looks like an IBAN, but its check digits are wrong.")
    return cleaned


@transaction.atomic
def propose_bank_details(
    *, provider_id: int, account: BankAccount, actor: str, reason: str, now: datetime
) -> BankDetails:
    """Propose where the provider's money goes; nothing changes until another person approves.

    Raises `BadDetailsError` when something cannot be right, or another proposal waits.
    """
    cleaned = clean_account(account)
    provider = lock_provider(provider_id)
    details = BankDetails(
        uid=uuid.uuid4(),
        provider=provider,
        bic=cleaned.bic[:SHORTEST_BIC] if cleaned.bic.endswith("XXX") else cleaned.bic,
        hint=cleaned.account_number[-4:],
        proposed_by=actor,
        proposed_at=now,
        reason=reason,
    )
    details.sealed = seal(json.dumps(asdict(cleaned)).encode(), context=details.context)
    with named_refusals():
        details.save()
    tell_of_provider(provider, what="bank details proposed", actor=actor, now=now, words=reason)
    return details


@transaction.atomic
def approve_bank_details(*, details_id: int, actor: str, reason: str, now: datetime) -> BankDetails:
    """Approve proposed details: the earlier ones are replaced, the new ones rest first.

    Raises `FourEyesError` when the same person proposed them; safe to call again.
    """
    details = _lock_details(details_id)
    if details.state == BankDetails.State.APPROVED:
        return details
    with named_refusals():
        BankDetails.objects.filter(
            provider_id=details.provider_id, state=BankDetails.State.APPROVED
        ).update(state=BankDetails.State.REPLACED, closed_by=actor, closed_at=now)
        details.state = BankDetails.State.APPROVED
        details.approved_by = actor
        details.approved_at = now
        details.usable_from = now
        details.save(update_fields=["state", "approved_by", "approved_at", "usable_from"])
    tell_of_provider(
        details.provider, what="bank details approved", actor=actor, now=now, words=reason
    )
    details.refresh_from_db()
    return details


@transaction.atomic
def reject_bank_details(*, details_id: int, actor: str, reason: str, now: datetime) -> None:
    """Turn a proposal down; the details in use stay."""
    details = _lock_details(details_id)
    details.state = BankDetails.State.REJECTED
    details.closed_by = actor
    details.closed_at = now
    with named_refusals():
        details.save(update_fields=["state", "closed_by", "closed_at"])
    tell_of_provider(
        details.provider, what="bank details rejected", actor=actor, now=now, words=reason
    )


def open_bank_account(provider: TrainingProvider) -> BankAccount:
    """Return the account that wires to this provider go to.

    Raises `BankDetails.DoesNotExist` when none is approved and `SealBrokenError` when the row was
    tampered with.
    """
    details = BankDetails.objects.get(provider=provider, state=BankDetails.State.APPROVED)
    return open_details(details)


def open_details(details: BankDetails) -> BankAccount:
    """Return one version of the details; raise `SealBrokenError` when it was tampered with."""
    return BankAccount(**json.loads(unseal(bytes(details.sealed), context=details.context)))


def _lock_details(details_id: int) -> BankDetails:
    """Lock the provider first, then its details, as every writer does."""
    provider_id = BankDetails.objects.values_list("provider_id", flat=True).get(pk=details_id)
    lock_provider(provider_id)
    return BankDetails.objects.select_for_update(of=("self",)).get(pk=details_id)
