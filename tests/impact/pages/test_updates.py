from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from impact.pages.models import Update
from impact.pages.queries import find_update, list_lasting_updates, list_updates
from impact.pages.services import updates
from impact.pages.services.updates import UpdateRefused
from tests.impact.pages.cohorts import APPROVER, DUE, READER

pytestmark = pytest.mark.django_db

WORDS = {
    "kind": "news",
    "title": "Two new courses",
    "summary": "Zippers and hair styling.",
    "body": "<p>They begin in May.</p><script>alert(1)</script>",
    "account_code": "",
}


def write(slug: str = "two-courses", **words: str) -> Update:
    return updates.write_update(slug=slug, words={**WORDS, **words}, actor=READER, now=DUE)


def publish(slug: str = "two-courses", **words: str) -> Update:
    row = write(slug, **words)
    updates.publish_update(update_id=row.pk, actor=APPROVER, now=DUE)
    row.refresh_from_db()
    return row


def read_row(row: Update) -> dict[str, Any]:
    return Update.objects.filter(pk=row.pk).values().get()


def test_update_is_cleaned_and_shown_once_another_person_publishes() -> None:
    row = write()
    seen = [find_update("two-courses", now=DUE)]

    updates.publish_update(update_id=row.pk, actor=APPROVER, now=DUE)
    seen.append(find_update("two-courses", now=DUE))

    assert seen == [None, row]
    assert read_row(row)["body"] == "<p>They begin in May.</p>"
    assert list_lasting_updates(limit=3) == [row]


def test_writer_cannot_publish_her_own_words() -> None:
    row = write()
    before = read_row(row)

    with pytest.raises(UpdateRefused, match="Another person"):
        updates.publish_update(update_id=row.pk, actor=READER, now=DUE)

    assert read_row(row) == before


def test_last_writer_counts_as_the_writer() -> None:
    row = write()
    updates.rewrite_update(update_id=row.pk, words=WORDS, actor=APPROVER, now=DUE)
    before = read_row(row)

    with pytest.raises(UpdateRefused, match="Another person"):
        updates.publish_update(update_id=row.pk, actor=APPROVER, now=DUE)

    assert read_row(row) == before


def test_update_about_a_woman_without_consent_is_not_published() -> None:
    row = write(account_code="7K2MXQ4T")
    before = read_row(row)

    with pytest.raises(UpdateRefused, match="has not agreed"):
        updates.publish_update(update_id=row.pk, actor=APPROVER, now=DUE)

    assert read_row(row) == before


def test_update_is_gone_at_once_when_consent_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("impact.pages.queries.may_tell", lambda **_asked: True)
    row = publish(account_code="7K2MXQ4T")
    assert list_updates(now=DUE, limit=5) == [row]

    monkeypatch.setattr("impact.pages.queries.may_tell", lambda **_asked: False)

    assert list_updates(now=DUE, limit=5) == []
    assert find_update("two-courses", now=DUE) is None
    assert list_lasting_updates(limit=5) == []


def test_update_taken_down_is_asked_for_like_one_whose_consent_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "impact.pages.queries.may_tell",
        lambda *, account_code, now: asked.append(account_code) is None,
    )
    row = publish(account_code="7K2MXQ4T")
    updates.take_down(update_id=row.pk, reason="She asked", actor=READER, now=DUE)
    asked.clear()

    assert find_update("two-courses", now=DUE) is None
    assert asked == ["7K2MXQ4T"]


@pytest.mark.parametrize(
    "change",
    [{"body": "Other words"}, {"state": "draft"}, {"published_by": "staff:9"}, {"title": "x"}],
)
def test_published_words_are_never_rewritten(change: dict[str, str]) -> None:
    row = publish()
    before = read_row(row)

    with pytest.raises(IntegrityError), transaction.atomic():
        Update.objects.filter(pk=row.pk).update(**change)

    assert read_row(row) == before


def test_database_refuses_one_person_for_both() -> None:
    row = write()
    before = read_row(row)

    with pytest.raises(IntegrityError, match="by_another_person"), transaction.atomic():
        Update.objects.filter(pk=row.pk).update(
            state="published", published_by=READER, published_at=DUE
        )

    assert read_row(row) == before


def test_taken_down_update_is_gone_and_kept() -> None:
    row = publish()

    updates.take_down(update_id=row.pk, reason="A wrong date", actor=READER, now=DUE)

    assert find_update("two-courses", now=DUE + timedelta(days=1)) is None
    assert read_row(row)["taken_down_reason"] == "A wrong date"


def test_address_is_taken_once() -> None:
    write()

    with pytest.raises(UpdateRefused, match="already"):
        write()

    assert Update.objects.count() == 1
