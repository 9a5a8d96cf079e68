"""A consent that is valid by default."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from impact.consents.models import Channel, Consent, Method, Purpose, SafetyFlag
from impact.consents.services.consents import Yes, check_consent, record_consent
from impact.consents.services.flags import ask_to_close_flag, close_flag

ACTOR, OTHER = "staff:1", "staff:2"


def build_yes(now: datetime, **changes: Any) -> Yes:
    yes = Yes(
        purpose=Purpose.PUBLIC_PAGE,
        channel=Channel.WEB,
        language="Khmer",
        explained_by=ACTOR,
        method=Method.SIGNATURE,
        evidence="Folder 1",
        given_at=now,
        expires_at=now + timedelta(days=365),
    )
    return replace(yes, **changes)


def write_down(code: str, now: datetime, **changes: Any) -> Consent:
    """One person's word that she said yes."""
    return record_consent(account_code=code, yes=build_yes(now, **changes), actor=ACTOR, now=now)


def allow(code: str, now: datetime, **changes: Any) -> Consent:
    """A consent in force: a second person has seen the paper."""
    consent = write_down(code, now, **changes)
    return check_consent(consent_id=consent.pk, actor=OTHER, now=now)


def lift(flag: SafetyFlag, now: datetime) -> SafetyFlag:
    """Two people hold that it is safe again."""
    ask_to_close_flag(flag_id=flag.pk, reason="He has left.", actor=ACTOR, now=now)
    return close_flag(flag_id=flag.pk, actor=OTHER, now=now)
