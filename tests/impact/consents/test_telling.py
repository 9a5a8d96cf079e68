"""Every consent, withdrawal and flag ends the public pages that are kept, in its own commit."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection

from impact.consents.services.consents import withdraw_consent
from impact.consents.services.flags import open_flag
from impact.participants.models import Participant
from impact.participants.services import (
    change_status,
    check_return,
    open_training_account,
)
from impact.participants.services.people import check_shelter, record_shelter
from nomi.platform.changes import STATE
from tests.impact.consents.builders import ACTOR, OTHER, allow, lift

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "AAAAAA22"


def test_consents_and_flags_tell_the_kept_pages_at_once(noon: datetime) -> None:
    open_training_account(code=CODE, pseudonym="Leaf", opened_on=noon.date())
    states = [cache.get_or_set(STATE, "first", timeout=None)]

    consent = allow(CODE, noon)
    states.append(cache.get(STATE))
    withdraw_consent(consent_id=consent.pk, words="By phone.", actor=ACTOR, now=noon)
    states.append(cache.get(STATE))
    flag = open_flag(account_code=CODE, reason="Asked for.", actor=ACTOR, now=noon)
    states.append(cache.get(STATE))
    lift(flag, noon)
    states.append(cache.get(STATE))

    participant = Participant.objects.get()
    record_shelter(
        participant_id=participant.pk,
        sheltered_from=None,
        sheltered_until=None,
        actor=ACTOR,
        now=noon,
    )
    states.append(cache.get(STATE))
    check_shelter(participant_id=participant.pk, actor=OTHER, now=noon)
    states.append(cache.get(STATE))

    for status in ("left", "active"):
        change_status(
            account_code=CODE, status=status, on=noon.date(), reason="So.", actor=ACTOR, now=noon
        )
        states.append(cache.get(STATE))
    check_return(account_code=CODE, actor=OTHER, now=noon)
    states.append(cache.get(STATE))

    assert len(set(states)) == 10


def test_reading_and_refused_writes_tell_nobody(noon: datetime) -> None:
    before = cache.get_or_set(STATE, "first", timeout=None)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM consents_consent")

    assert cache.get(STATE) == before
