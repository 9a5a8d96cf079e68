"""Safety flags: opened and closed once each, by people, with reasons."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from impact.consents.models import SafetyFlag
from impact.consents.queries import has_open_flag
from impact.consents.refusals import ConsentRefusedError, FlagClosedError, UnknownAccountError
from impact.consents.services.flags import close_flag, open_flag
from tests.impact.consents.builders import ACTOR, OTHER

pytestmark = pytest.mark.django_db


def raise_flag(code: str, now: datetime, reason: str = "Somebody asked for her.") -> SafetyFlag:
    return open_flag(account_code=code, reason=reason, actor=ACTOR, now=now)


def test_flag_is_open_until_it_is_closed(accounts: list[str], noon: datetime) -> None:
    flag = raise_flag(accounts[0], noon)
    raised = [has_open_flag(code) for code in accounts[:2]]

    close_flag(flag_id=flag.pk, reason="He has left.", actor=OTHER, now=noon)

    assert raised == [True, False]
    assert not has_open_flag(accounts[0])


def test_one_open_flag_among_closed_ones_counts(accounts: list[str], noon: datetime) -> None:
    flag = raise_flag(accounts[0], noon)
    raise_flag(accounts[0], noon)

    close_flag(flag_id=flag.pk, reason="He has left.", actor=OTHER, now=noon)

    assert has_open_flag(accounts[0])


def test_flag_needs_a_reason_and_an_account(accounts: list[str], noon: datetime) -> None:
    with pytest.raises(ConsentRefusedError, match="Say why"):
        raise_flag(accounts[0], noon, reason="")
    with pytest.raises(UnknownAccountError):
        raise_flag("NNNNNNNN", noon)

    assert SafetyFlag.objects.count() == 0


def test_closed_flag_stays_closed(accounts: list[str], noon: datetime) -> None:
    flag = raise_flag(accounts[0], noon)
    close_flag(flag_id=flag.pk, reason="He has left.", actor=OTHER, now=noon)
    before = SafetyFlag.objects.values().get()

    with pytest.raises(FlagClosedError):
        close_flag(flag_id=flag.pk, reason="Again.", actor=ACTOR, now=noon)
    with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
        SafetyFlag.objects.update(closed_at=None, closed_by="", closing_reason="")

    assert SafetyFlag.objects.values().get() == before
