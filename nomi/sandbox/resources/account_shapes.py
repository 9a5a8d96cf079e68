"""The many fields of a Connect account that a platform's payouts never look at."""

from nomi.sandbox.state import Body

BUSINESS_PROFILE: Body = {
    "annual_revenue": {"amount": None, "currency": None, "fiscal_year_end": None},
    "estimated_worker_count": None,
    "mcc": None,
    "minority_owned_business_designation": None,
    "name": None,
    "product_description": None,
    "support_address": dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state")),
    "support_email": None,
    "support_phone": None,
    "support_url": None,
    "url": None,
}
REQUIREMENTS: Body = {
    "alternatives": [],
    "current_deadline": None,
    "currently_due": [],
    "disabled_reason": None,
    "errors": [],
    "eventually_due": [],
    "past_due": [],
    "pending_verification": [],
}
TOS_ACCEPTANCE: Body = {"date": None, "ip": None, "user_agent": None}


def make_settings() -> Body:
    """Return the settings of a new account, nothing set."""
    descriptors = ("_prefix_kana", "_prefix_kanji")
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": True, "cvc_failure": True},
            **dict.fromkeys(f"statement_descriptor{end}" for end in ("_prefix", *descriptors)),
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": None},
        "payments": dict.fromkeys(
            f"statement_descriptor{end}" for end in ("", "_kana", "_kanji", *descriptors)
        ),
        "payouts": {
            "debit_negative_balances": True,
            "schedule": {"delay_days": 2, "interval": "daily"},
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {},
    }
