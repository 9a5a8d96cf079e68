"""The demo's records behind codes: made-up words in place of names, sealed like real ones."""

from datetime import datetime

from django.contrib.auth import get_user_model

from impact.vault.models import Look, SealedField
from impact.vault.services.looking import Looker, reveal_field
from impact.vault.services.writing import write_fields
from nomi.demo.consents import CODES
from nomi.demo.logins import COORDINATOR_EMAIL
from nomi.platform.people import name_actor

RECORDS = 5


def seed_records(now: datetime) -> None:
    """Put a few records in, and look at one; once only."""
    if SealedField.objects.exists() or Look.objects.exists():
        return
    actor = name_actor(get_user_model()._default_manager.get(email=COORDINATOR_EMAIL))
    for number, code in enumerate(CODES[:RECORDS], start=1):
        looker = Looker(actor=actor, reason="Entering the paper record.", address="", now=now)
        values = {
            "given_name": f"Sample{number}",
            "family_name": "Nobody",
            "phone": f"+855 12 000 00{number}",
            "address": f"Sample village {number}",
        }
        write_fields(account_code=code, values=values, looker=looker)
    looker = Looker(actor=actor, reason="To call her about the course.", address="", now=now)
    reveal_field(account_code=CODES[0], field="phone", looker=looker)
