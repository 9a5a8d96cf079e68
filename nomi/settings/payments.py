"""Stripe, the share of each sale and the work of Celery."""

from nomi import env
from nomi.settings.base import CONTENT_SECURITY_POLICY as BASE_POLICY
from nomi.settings.base import REDIS_URL

STRIPE_API_KEY = env.find_text("STRIPE_API_KEY")
STRIPE_WEBHOOK_SECRETS = env.get_list("STRIPE_WEBHOOK_SECRETS")
"""Signing secrets of the webhook endpoint: two while one is being rotated."""
STRIPE_API_BASE = env.find_text("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_PAGE_ORIGIN = (
    "https://checkout.stripe.com"
    if STRIPE_API_BASE == "https://api.stripe.com"
    else STRIPE_API_BASE
)
"""Where Pay leads: browsers apply `form-action` to the redirect too."""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **BASE_POLICY["DIRECTIVES"],
        "form-action": ["'self'", STRIPE_PAGE_ORIGIN],
    }
}
STRIPE_LIVEMODE = STRIPE_API_KEY.startswith(("sk_live_", "rk_live_"))
STRIPE_SESSION_MINUTES = 31
STRIPE_MINIMUM_CHARGE_MINOR = 50
STRIPE_DECLINES_PER_PAYMENT = 8
"""Refused cards after which a payment is ended: honest buyers have fewer wallets than that."""
STRIPE_TRIES_PER_HOUR = 20
"""Payments that one basket may begin within an hour."""

EXCHANGE_RATES_ADDRESS = env.find_text("EXCHANGE_RATES_ADDRESS")
"""Where the day's rates stand in the European Central Bank's form; without it none are fetched."""
EXCHANGE_RATES_SOURCE = env.find_text("EXCHANGE_RATES_SOURCE", "European Central Bank")

BANK_DEBTOR_NAME = env.find_text("BANK_DEBTOR_NAME")
"""The holder of the account that pays providers, as the bank has it; receivers read it."""
BANK_DEBTOR_ACCOUNT = env.find_text("BANK_DEBTOR_ACCOUNT")
"""The number, or IBAN, of that account; statements of any other are refused."""
BANK_DEBTOR_BIC = env.find_text("BANK_DEBTOR_BIC")
BANK_DEBTOR_COUNTRY = env.find_text("BANK_DEBTOR_COUNTRY", "US")

RETURN_WINDOW_DAYS = env.get_number("RETURN_WINDOW_DAYS", 30)
"""Days after payment in which a share stays pending (DOMAIN.md, rule 4)."""
FUND_BATCH_SECONDS = env.get_number("FUND_BATCH_SECONDS", 86_400)
"""Seconds between two publications of the fund's public figures (DOMAIN.md, rule 24)."""
CLEARING_DAYS = {
    "clearing:orders": env.get_number("CLEARING_DAYS_ORDERS", 1),
    "clearing:gifts": env.get_number("CLEARING_DAYS_GIFTS", 1),
    "clearing:payouts": env.get_number("CLEARING_DAYS_PAYOUTS", 5),
    "clearing:transit": env.get_number("CLEARING_DAYS_TRANSIT", 7),
}
"""Days after its last movement in which a reference may wait for its other side."""
LOG_SIGNING_KEYS = env.get_list("LOG_SIGNING_KEYS")
"""Keys that sign the log of the books, `name:base64 of 32 bytes`: the one in use first, then one
that is on its way out. They are never in the database."""
LOG_WITNESS_KEYS = env.get_list("LOG_WITNESS_KEYS")
"""Public keys (vkeys) of the witnesses whose cosignatures under a checkpoint count."""
LOG_ORIGIN = env.find_text("LOG_ORIGIN")
"""The log's name, the first line of each checkpoint; blank: the store's host and /impact/log."""
LOG_CHECKPOINT_SECONDS = env.get_number("LOG_CHECKPOINT_SECONDS", FUND_BATCH_SECONDS)
"""Seconds between two published heads of the log, whatever is bought in between."""

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
    "max_retries": 0,  # a bell that is not heard at once is left to the sweep; nobody waits for it
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
