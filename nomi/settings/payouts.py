"""Paying training providers: who must agree, how long things wait, and where money may go."""

from nomi import env
from nomi.settings.base import LOCAL_DIR

PAYOUT_SECOND_APPROVER_MINOR = env.get_number("PAYOUT_SECOND_APPROVER_MINOR", 50_000)
"""Cents above which a draw needs two approvers (DOMAIN.md, rule 9)."""
PAYOUT_COOL_OFF_HOURS = env.get_number("PAYOUT_COOL_OFF_HOURS", 72)
"""Hours that changed bank details rest before money follows them."""
PAYOUT_SCREENING_DAYS = env.get_number("PAYOUT_SCREENING_DAYS", 365)
"""Days for which a look into the sanctions lists holds."""
PAYOUT_PROOF_DAYS = env.get_number("PAYOUT_PROOF_DAYS", 60)
"""Days after which a payment without proof blocks its provider (DOMAIN.md, rule 11)."""
PAYOUT_WIRE_DAYS = env.get_number("PAYOUT_WIRE_DAYS", 10)
"""Days after which a wire that no statement shows is reported as a difference."""
PAYOUT_MINIMUMS_MINOR = {
    "bank_wire": env.get_number("PAYOUT_WIRE_MINIMUM_MINOR", 5_000),
    "stripe_transfer": 100,
}
"""Cents that must have come together before a rail sends anything: a wire has its own price."""
PAYOUT_LONGEST_WAIT_DAYS = 30
"""Days after which a small payout no longer waits for others."""
PAYOUT_COUNTRY_RULES = {
    # Foreign Contribution (Regulation) Amendment Act 2020, section 17: only by an account at the
    # State Bank of India, New Delhi Main Branch (SBININBB104). Stripe does not pay to India.
    "IN": {"bank_wire": "SBININBB104"},
    # docs.stripe.com/connect/cross-border-payouts: recipients only, after Stripe's approval.
    "KH": {"bank_wire": "", "stripe_transfer": ""},
    "PH": {"bank_wire": "", "stripe_transfer": ""},
    "US": {"bank_wire": "", "stripe_transfer": ""},
    "*": {"bank_wire": ""},
}
"""By country (`*` for every other): the rails that reach it, each with the one bank code (BIC)
that it must go through, or nothing. [counsel]"""
PRIVATE_FOLDER = LOCAL_DIR / "private"
"""Uploaded papers, sealed; never below MEDIA_ROOT, which everybody may read."""
