"""The hour of signing: the promise to a buyer and the work of the beat come from one place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from impact.pages.proving import offer_proof
from impact.proofs.hours import find_interval
from impact.proofs.models import Checkpoint
from impact.proofs.queries import is_published
from impact.proofs.services.checkpoints import make_due_checkpoint
from nomi.celery import app
from tests.impact.sales import sell

pytestmark = pytest.mark.django_db
DAY = 86_400


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=UTC)


def promise(now: datetime) -> datetime:
    return offer_proof(reference="N-1", token="x", now=now).ready_at


@pytest.mark.parametrize(
    ("now", "promised"),
    [
        ("02T23:59:59", "03T00:11:00"),
        ("03T00:00:00", "03T00:11:00"),
        ("03T00:09:59", "03T00:11:00"),
        ("03T00:10:30", "03T00:11:30"),  # it is time, and the beat has not asked yet
    ],
)
def test_promise_around_midnight_is_the_hour_of_signing(
    settings: Any, now: str, promised: str
) -> None:
    settings.LOG_CHECKPOINT_SECONDS = DAY
    make_due_checkpoint(now=at("02T12:00:00"))

    assert promise(at(now)) == at(promised)


def test_promise_after_the_signing_is_the_next_night(settings: Any) -> None:
    settings.LOG_CHECKPOINT_SECONDS = DAY
    make_due_checkpoint(now=at("03T00:10:40"))

    assert promise(at("03T00:10:50")) == at("04T00:11:00")


@pytest.mark.parametrize("seconds", [60, 3_600, DAY])
@pytest.mark.parametrize("bought", ["02T23:54:07", "03T00:00:00", "03T00:10:01", "03T12:34:56"])
def test_proof_is_there_when_promised_whatever_the_setting(
    settings: Any, seconds: int, bought: str
) -> None:
    settings.LOG_CHECKPOINT_SECONDS = seconds
    make_due_checkpoint(now=at(bought) - timedelta(seconds=1))
    sell("N-1")
    promised, now, asked = promise(at(bought)), at(bought), timedelta(seconds=find_interval())

    while now + asked <= promised:  # the beat, as often as its schedule says
        now += asked
        make_due_checkpoint(now=now)

    assert promised - at(bought) <= timedelta(seconds=seconds) + 2 * asked
    assert is_published(reference="N-1")
    assert Checkpoint.objects.count() == 2


def test_shorter_setting_is_heeded_at_once(settings: Any) -> None:
    settings.LOG_CHECKPOINT_SECONDS = DAY
    make_due_checkpoint(now=at("03T00:10:00"))
    settings.LOG_CHECKPOINT_SECONDS = 3_600

    assert make_due_checkpoint(now=at("03T01:05:59")) is False
    assert promise(at("03T01:05:59")) == at("03T01:07:00")
    assert make_due_checkpoint(now=at("03T01:06:00")) is True


def test_head_missed_at_its_hour_is_signed_when_the_beat_is_back(settings: Any) -> None:
    settings.LOG_CHECKPOINT_SECONDS = DAY
    make_due_checkpoint(now=at("02T00:10:00"))

    assert make_due_checkpoint(now=at("03T07:45:00")) is True
    assert make_due_checkpoint(now=at("03T07:46:00")) is False


def test_beat_asks_as_often_as_the_promise_reckons_with() -> None:
    assert app.conf.beat_schedule["head of the log"]["schedule"] == find_interval()
