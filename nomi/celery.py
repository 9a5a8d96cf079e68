"""The Celery app and the beat schedule: each entry a thin task over one service."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nomi.settings.demo")

app = Celery("nomi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

PAYMENTS = "shop.stripe_checkout.tasks."

app.conf.beat_schedule = {
    "mails that are owed": {"task": "nomi.platform.outbox.tasks.relay_outbox", "schedule": 10},
    "stripe events that wait": {"task": PAYMENTS + "handle_waiting_events", "schedule": 60},
    "payments without a webhook": {"task": PAYMENTS + "settle_due_attempts", "schedule": 120},
    "payments past their time": {"task": PAYMENTS + "expire_overdue_attempts", "schedule": 300},
    "payments never begun": {"task": PAYMENTS + "release_stuck_attempts", "schedule": 120},
    "stripe events never brought": {"task": PAYMENTS + "read_missed_events", "schedule": 600},
    "paid sessions never heard of": {
        "task": PAYMENTS + "find_unrecorded_sessions",
        "schedule": 3600,
    },
    "refunds to carry": {"task": PAYMENTS + "submit_due_refunds", "schedule": 60},
    "stripe key": {"task": PAYMENTS + "check_stripe_key", "schedule": 300},
}
