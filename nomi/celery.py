"""The Celery app and the beat schedule: each entry a thin task over one service."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from impact.proofs.hours import find_interval

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nomi.settings.demo")

app = Celery("nomi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

PAYMENTS = "shop.stripe_checkout.tasks."
SHARES = "impact.shares.tasks."
PAYOUTS = "impact.payouts.tasks."
PAGES = "impact.pages.tasks."
GIVING = "impact.giving.tasks."
PROOFS = "impact.proofs.tasks."
ONE_HOUR = 3_600
IN_DEMO_RHYTHM = settings.FUND_BATCH_SECONDS < ONE_HOUR  # a visitor sees the share move


def nightly(minute: int) -> crontab | int:
    """Return the schedule of a nightly job: past midnight, or each batch period in the demo."""
    return settings.FUND_BATCH_SECONDS if IN_DEMO_RHYTHM else crontab(hour=0, minute=minute)


app.conf.beat_schedule = {
    "figures of the fund": {
        "task": PAGES + "publish_fund_batch",
        "schedule": nightly(5),
    },
    "figures of the quarter": {
        "task": PAGES + "draw_up_publication",
        "schedule": crontab(hour=2, minute=10),
    },
    "mails about updates": {"task": PAGES + "mail_updates", "schedule": 300},
    "shares that mature": {"task": SHARES + "mature_shares", "schedule": nightly(20)},
    "money to allocate": {"task": SHARES + "allocate_fund", "schedule": nightly(40)},
    "payouts to send": {"task": PAYOUTS + "submit_due_payouts", "schedule": 300},
    "proofs that are overdue": {"task": PAYOUTS + "flag_overdue_proofs", "schedule": nightly(50)},
    "interviews that are due": {
        "task": "impact.participants.tasks.remind_case_workers",
        "schedule": crontab(hour=1, minute=15),
    },
    "gifts without a webhook": {"task": GIVING + "settle_due_gifts", "schedule": 120},
    "refunds of gifts to carry": {"task": GIVING + "submit_due_refunds", "schedule": 60},
    "purposes that were spent on": {"task": GIVING + "release_spent", "schedule": nightly(30)},
    "statements of last year's gifts": {
        "task": GIVING + "send_statements",
        "schedule": crontab(month_of_year=1, day_of_month="10-24", hour=9, minute=0),
    },
    "level of the reserve": {"task": SHARES + "watch_reserve", "schedule": 600},
    "entries to seal": {"task": PROOFS + "seal_entries", "schedule": 60},
    "head of the log": {
        "task": PROOFS + "make_checkpoint",
        "schedule": find_interval(),  # how often it is asked; the hour itself is in proofs.hours
    },
    "proof of the books": {
        "task": PROOFS + "verify_books",
        "schedule": crontab(hour=1, minute=0),
    },
    "movements at stripe": {
        "task": "impact.reconciliation.tasks.import_stripe",
        "schedule": 60 if IN_DEMO_RHYTHM else ONE_HOUR,
    },
    "comparison with stripe and the bank": {
        "task": "impact.reconciliation.tasks.reconcile",
        "schedule": 5 * 60 if IN_DEMO_RHYTHM else crontab(hour=1, minute=30),
    },
    "mails that are owed": {"task": "nomi.platform.outbox.tasks.relay_outbox", "schedule": 10},
    "goods that are back": {"task": "shop.wishes.tasks.serve_wishes", "schedule": 300},
    "checkouts left half-way": {"task": "shop.checkout.tasks.forget_drafts", "schedule": 600},
    "messages that have left": {"task": "shop.content.tasks.forget_messages", "schedule": 600},
    "stripe events that wait": {"task": PAYMENTS + "handle_waiting_events", "schedule": 60},
    "payments without a webhook": {"task": PAYMENTS + "settle_due_attempts", "schedule": 120},
    "payments past their time": {"task": PAYMENTS + "expire_overdue_attempts", "schedule": 300},
    "payments never begun": {"task": PAYMENTS + "release_stuck_attempts", "schedule": 120},
    "stripe events never brought": {"task": PAYMENTS + "read_missed_events", "schedule": 600},
    "paid sessions never heard of": {
        "task": PAYMENTS + "find_unrecorded_sessions",
        "schedule": 3600,
    },
    "stripe events to reduce": {"task": PAYMENTS + "reduce_old_events", "schedule": nightly(55)},
    "refunds to carry": {"task": PAYMENTS + "submit_due_refunds", "schedule": 60},
    "exchange rates of the day": {
        "task": "shop.currencies.tasks.store_daily_rates",
        "schedule": 6 * ONE_HOUR,
    },
    "pictures without renditions": {
        "task": "shop.pictures.tasks.make_missing_renditions",
        "schedule": 300,
    },
    "pictures for sharing": {
        "task": "shop.storefront.tasks.draw_share_pictures",
        "schedule": 60,
    },
    "stripe key": {"task": PAYMENTS + "check_stripe_key", "schedule": 300},
}
