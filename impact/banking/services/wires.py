"""From a payout to a wire: whom the bank pays, in letters that it can carry."""

from datetime import datetime

from django.conf import settings

from impact.banking.formats.characters import UnwritableError, write_plainly
from impact.banking.formats.facts import Debtor, PaymentOrder, Wire
from impact.banking.formats.pain import write_payment_order
from impact.banking.formats.schema import list_schema_faults
from impact.banking.refusals import DebtorUnknownError
from impact.payouts.models import BankDetails, Payout
from impact.payouts.services.bank_details import open_bank_account
from nomi.platform.encryption import SealBrokenError

LONGEST_NAME, LONGEST_ACCOUNT, LONGEST_STREET, LONGEST_TOWN, LONGEST_CODE = 70, 34, 70, 35, 16


class UnpayableWireError(Exception):
    """The bank would not take this wire; the payout stays held."""


def get_debtor() -> Debtor:
    """Return the account that pays; raise `DebtorUnknownError` while the settings lack it."""
    debtor = Debtor(
        name=settings.BANK_DEBTOR_NAME,
        account=settings.BANK_DEBTOR_ACCOUNT.replace(" ", ""),
        bic=settings.BANK_DEBTOR_BIC,
        country=settings.BANK_DEBTOR_COUNTRY,
    )
    if not all((debtor.name, debtor.account, debtor.bic, debtor.country)):
        raise DebtorUnknownError(
            "The settings do not say which account pays: BANK_DEBTOR_NAME, BANK_DEBTOR_ACCOUNT,"
            " BANK_DEBTOR_BIC and BANK_DEBTOR_COUNTRY must be set."
        )
    return debtor


def write_wire(payout: Payout, *, now: datetime) -> Wire:
    """Return the payout as a wire; raise `UnpayableWireError` in words when no bank would take it.

    The reference is neutral: no purpose, no account code, nothing of the person it is for.
    """
    try:
        account = open_bank_account(payout.draw.provider)
        wire = Wire(
            end_to_end_id=payout.uid.hex,
            currency=payout.foreign_currency or "USD",
            amount_minor=payout.foreign_amount_minor or payout.amount_minor,
            holder=write_plainly(account.holder, what="The holder’s name", longest=LONGEST_NAME),
            account=write_plainly(
                account.account_number, what="The account number", longest=LONGEST_ACCOUNT
            ),
            bic=account.bic,
            bank_name=write_plainly(
                account.bank_name, what="The bank’s name", longest=LONGEST_NAME
            ),
            street=write_plainly(account.street, what="The street", longest=LONGEST_STREET),
            town=write_plainly(account.town, what="The town", longest=LONGEST_TOWN),
            postal_code=write_plainly(
                account.postcode, what="The postal code", longest=LONGEST_CODE
            ),
            country=account.country or payout.draw.provider.country,
            reference=f"Payment {payout.uid.hex[:12].upper()}",
        )
    except BankDetails.DoesNotExist:
        raise UnpayableWireError("The provider has no approved bank details.") from None
    except SealBrokenError:
        raise UnpayableWireError(
            "The bank details do not open: they were changed past the store."
        ) from None
    except UnwritableError as refusal:
        raise UnpayableWireError(str(refusal)) from refusal
    _check_alone(wire, now=now)
    return wire


def _check_alone(wire: Wire, *, now: datetime) -> None:
    """Refuse a wire that breaks the standard by itself, so that the others can leave."""
    alone = PaymentOrder(
        message_id="check", made_at=now, execution_on=now.date(), debtor=get_debtor(), wires=(wire,)
    )
    if faults := list_schema_faults(write_payment_order(alone)):
        raise UnpayableWireError(" ".join(faults))
