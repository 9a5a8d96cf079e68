"""Kept pages given again by the process: as they went out, and only to strangers."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from oscar.core.loading import get_model

from nomi.platform import kept_answers
from nomi.platform.changes import STATE
from tests.shop.goods import Family
from tests.shop.shopping import make_user
from tests.shop.storefront.looks import find, list_pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept")]
StockRecord = get_model("partner", "StockRecord")


@pytest.fixture
def given(monkeypatch: Any) -> list[str]:
    """Return the paths that were answered again."""
    paths: list[str] = []
    give = kept_answers.Remembered.give

    def note(self: kept_answers.Remembered, request: Any) -> Any:
        paths.append(request.path)
        return give(self, request)

    monkeypatch.setattr(kept_answers.Remembered, "give", note)
    return paths


def show_headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name != "X-Request-ID"}


def test_second_answer_is_the_first_with_all_its_headers(family: Family, given: list[str]) -> None:
    visitor = Client()
    pages = list_pages(family)

    first = [visitor.get(page) for page in pages]
    again = [visitor.get(page) for page in pages]

    assert len(given) == len(pages)
    assert [show_headers(each) for each in again] == [show_headers(each) for each in first]
    assert [each.content for each in again] == [each.content for each in first]
    assert all("Content-Security-Policy" in each.headers for each in again)
    assert len({each["X-Request-ID"] for each in (*first, *again)}) == 2 * len(pages)


def test_new_price_is_in_the_next_answer(family: Family, given: list[str]) -> None:
    visitor = Client()
    visitor.get(find(family))
    visitor.get(find(family))

    StockRecord.objects.filter(product=family.children["navy"]).update(price="19.00")

    assert b"19.00" in visitor.get(find(family)).content
    assert len(given) == 1


def test_lost_state_ends_what_was_remembered(family: Family, given: list[str]) -> None:
    visitor = Client()
    visitor.get(find(family))

    cache.delete(STATE)
    visitor.get(find(family))

    assert given == []


def test_visitor_with_a_cookie_goes_the_whole_way(family: Family, given: list[str]) -> None:
    shopper = Client()
    shopper.get(find(family))
    shopper.force_login(make_user())

    shopper.get(find(family))

    assert given == []


def test_answer_too_old_is_made_anew(family: Family, given: list[str], monkeypatch: Any) -> None:
    visitor = Client()
    visitor.get(find(family))
    late = kept_answers.time.time() + 61

    monkeypatch.setattr(kept_answers.time, "time", lambda: late)
    visitor.get(find(family))

    assert given == []


def test_foreign_host_is_refused_though_the_page_is_known(
    family: Family, given: list[str], settings: Any
) -> None:
    visitor = Client()
    visitor.get(find(family))
    settings.ALLOWED_HOSTS = ["shop.example"]

    answer = visitor.get(find(family), headers={"host": "evil.example"})

    assert (answer.status_code, len(given)) == (400, 1)


def test_browser_that_takes_no_packed_page_gets_it_plain(family: Family) -> None:
    visitor = Client()
    packed = [visitor.get(find(family), headers={"accept-encoding": "gzip"}) for _twice in range(2)]
    plain = visitor.get(find(family))

    assert {each.headers["Content-Encoding"] for each in packed} == {"gzip"}
    assert "Content-Encoding" not in plain.headers
    assert plain.content.startswith(b"<!DOCTYPE html>") or b"<html" in plain.content


def test_head_and_question_about_change_are_answered_as_before(
    family: Family, given: list[str]
) -> None:
    visitor = Client()
    tag = visitor.get(find(family)).headers["ETag"]

    unchanged = visitor.get(find(family), headers={"if-none-match": tag})
    head = visitor.head(find(family))

    assert (unchanged.status_code, unchanged.content, len(given)) == (304, b"", 1)
    assert (head.status_code, head.content) == (200, b"")
