"""The demo's invented participants, their training accounts, and the first batch of totes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from impact.participants.services import open_training_account
from impact.participants.services.accounts import Entry
from impact.supply.models import Batch, PartnerEnterprise

ACCOUNTS = (
    ("7K2MXQ4T", "Acacia"),
    ("B9RWD3HJ", "Almond"),
    ("QX58NVCE", "Aspen"),
    ("4TGHP7ZM", "Basil"),
    ("W3JC6YKA", "Cedar"),
    ("M8DFV2RN", "Clover"),
    ("ZP4QB9HX", "Coral"),
    ("6NYKTC5W", "Fern"),
    ("HRA3MJ8D", "Ginger"),
    ("E7VXG2PQ", "Hazel"),
    ("T5BZW9KC", "Heather"),
    ("9CJNRY4F", "Indigo"),
    ("KD6QM3VT", "Iris"),
    ("X2HPAE8G", "Ivy"),
    ("R8WTC7NB", "Jasmine"),
    ("3FZKVJ5Y", "Juniper"),
    ("YG4MDQ9R", "Laurel"),
    ("N6XBHT2C", "Linden"),
    ("A5PERW8K", "Lotus"),
    ("V9QJZG3M", "Maple"),
    ("2DCTNF7H", "Olive"),
    ("J4KYXA6B", "Saffron"),
    ("C8RMVP5Z", "Willow"),
)
"""Random codes and plants for pseudonyms: drawn from a list, derived from nobody."""
FIRST_BATCH = "TOTES-2009"
FIRST_DAYS, STEP_DAYS = 1_180, 36
"""The first entered so many days ago, and each after her so many days later."""
PROOFS = ("identity_paper", "civil_register", "partner_record")


@transaction.atomic
def seed_participants(now: datetime | None = None) -> None:
    """Open 23 training accounts and tell of the first batch. Running it again changes nothing."""
    now = now or timezone.now()
    for place, (code, pseudonym) in enumerate(ACCOUNTS):
        opened_on = (now - timedelta(days=FIRST_DAYS - STEP_DAYS * place)).date()
        entry = Entry(
            adult_known_by=PROOFS[place % len(PROOFS)],
            programme="Sewing and a trade",
            cohort=f"{opened_on.year}-{1 + (opened_on.month - 1) // 6}",
            enterprise="STOPStart",
        )
        open_training_account(code=code, pseudonym=pseudonym, opened_on=opened_on, entry=entry)
    PartnerEnterprise.objects.get_or_create(name="STOPStart", defaults={"country": "KH"})
    Batch.objects.get_or_create(
        code=FIRST_BATCH,
        defaults={
            "goods": "tote bags",
            "quantity": 2_500,
            "jobs": 23,
            "benefits": [
                "health benefits",
                "one meal a day",
                "childcare",
                "accident insurance",
            ],
            "year": 2009,
            "country": "KH",
            "source": "Interview with the founders, 2009",
        },
    )
