"""The demo's consents: most women chose to be part of the totals only."""

from datetime import datetime, timedelta

from impact.consents.models import Channel, Consent, Method, Purpose
from impact.consents.services.consents import (
    Yes,
    check_consent,
    record_consent,
    withdraw_everything,
)
from impact.consents.services.flags import open_flag
from nomi.demo.logins import CASE_WORKER_EMAIL, COORDINATOR_EMAIL
from nomi.demo.participants import ACCOUNTS
from nomi.demo.staff import name_staff, seed_staff

CODES = [code for code, _pseudonym in ACCOUNTS]
PUBLIC, ENDING, WITHDRAWN, FLAGGED = CODES[:4], CODES[4], CODES[5], CODES[6]
YEAR = timedelta(days=365)
LATELY, LONG = timedelta(days=20), timedelta(days=380)


def seed_consents(now: datetime) -> None:
    """Record who allowed what; once only."""
    if Consent.objects.exists():
        return
    seed_staff()
    actor = name_staff(COORDINATOR_EMAIL)
    for code in CODES[:18]:
        _allow(code, Purpose.STATISTICS, actor=actor, now=now, since=LONG)
    for code in (*PUBLIC, WITHDRAWN, FLAGGED):
        _allow(code, Purpose.PUBLIC_PAGE, actor=actor, now=now)
    _allow(ENDING, Purpose.PUBLIC_PAGE, actor=actor, now=now, left=timedelta(days=30))
    withdraw_everything(account_code=WITHDRAWN, words="In person.", actor=actor, now=now)
    open_flag(account_code=FLAGGED, reason="Somebody asked for her.", actor=actor, now=now)


def _allow(
    code: str,
    purpose: Purpose,
    *,
    actor: str,
    now: datetime,
    left: timedelta = YEAR,
    since: timedelta = LATELY,
) -> None:
    yes = Yes(
        purpose=purpose,
        channel=Channel.WEB,
        language="Khmer",
        explained_by=actor,
        method=Method.SIGNATURE,
        evidence="Folder 1",
        given_at=now - since,
        expires_at=now + left,
    )
    consent = record_consent(account_code=code, yes=yes, actor=actor, now=now)
    check_consent(consent_id=consent.pk, actor=name_staff(CASE_WORKER_EMAIL), now=now)
