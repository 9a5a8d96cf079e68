"""The test cards and what each does."""

from dataclasses import dataclass
from datetime import UTC, datetime

from nomi.sandbox.state import Body

GOOD = "4242424242424242"
DECLINED = "4000000000000002"
NO_FUNDS = "4000000000009995"
THREE_D_SECURE = "4000002760003155"
SLOW = "slow"
"""Not a card: a bank account whose money arrives, or fails to arrive, later."""


@dataclass(frozen=True)
class Decline:
    """Why a bank said no; `message` is what the shopper reads."""

    code: str
    decline_code: str
    message: str


DECLINES = {
    DECLINED: Decline("card_declined", "generic_decline", "Your card was declined."),
    NO_FUNDS: Decline("card_declined", "insufficient_funds", "Your card has insufficient funds."),
}
UNKNOWN_NUMBER = Decline("incorrect_number", "", "Your card number is incorrect.")
NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    "",
    "The bank could not confirm that it was you. Please choose another card and try again.",
)
NO_BANK_MONEY = Decline(
    "payment_method_provider_decline", "", "The bank account did not have the money."
)
BANK_DETAILS: Body = {
    "type": "us_bank_account",
    "us_bank_account": {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": "STAND-IN BANK",
        "fingerprint": "standinbank00001",
        "last4": "6789",
        "mandate": None,
        "payment_reference": None,
        "routing_number": "110000000",
    },
}


def describe_card(number: str, amount: int, now: int) -> Body:
    """Return the payment method's details of a charge."""
    was_asked = number == THREE_D_SECURE
    card = {
        "amount_authorized": amount,
        "authorization_code": None,
        "brand": "visa",
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "US",
        "exp_month": 12,
        "exp_year": datetime.fromtimestamp(now, tz=UTC).year + 2,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": f"standin{number[-8:]}",
        "funding": "credit",
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": number[-4:],
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": "visa",
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": _describe_three_d_secure() if was_asked else None,
        "transaction_link_id": None,
        "wallet": None,
    }
    return {"type": "card", "card": card}


def _describe_three_d_secure() -> Body:
    return {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": None,
        "version": "2.2.0",
    }
