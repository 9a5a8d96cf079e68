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
from tests.shop.storefront.door import Door
from tests.shop.storefront.looks import find, list_pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept")]
StockRecord = get_model("partner", "StockRecord")


def drop_number(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "X-Request-ID"}


def test_second_answer_is_the_first_with_all_its_headers(family: Family) -> None:
    door, pages = Door(), list_pages(family)

    first = [door.ask(page) for page in pages]
    again = [door.ask(page) for page in pages]

    assert door.made == len(pages)
    assert [each.status for each in (*first, *again)] == [200] * 2 * len(pages)
    assert [drop_number(each.headers) for each in again] == [
        drop_number(each.headers) for each in first
    ]
    assert [each.body for each in again] == [each.body for each in first]
    assert all("Content-Security-Policy" in each.headers for each in again)
    assert len({each.headers["X-Request-ID"] for each in (*first, *again)}) == 2 * len(pages)


def test_new_price_is_in_the_next_answer(family: Family) -> None:
    door = Door()
    door.ask(find(family))
    door.ask(find(family))

    StockRecord.objects.filter(product=family.children["navy"]).update(price="19.00")

    assert (b"19.00" in door.ask(find(family)).body, door.made) == (True, 2)


def test_lost_state_ends_what_was_remembered(family: Family) -> None:
    door = Door()
    door.ask(find(family))

    cache.delete(STATE)
    door.ask(find(family))

    assert door.made == 2


def test_visitor_with_a_cookie_goes_the_whole_way(family: Family) -> None:
    door, shopper = Door(), Client()
    door.ask(find(family))
    shopper.force_login(make_user())

    door.ask(find(family), cookie=shopper.cookies.output(header="", sep=";").strip())

    assert door.made == 2


@pytest.mark.parametrize(
    "asked", [{"if_match": '"other"'}, {"if_unmodified_since": "Sat, 01 Jan 2011 00:00:00 GMT"}]
)
def test_question_that_may_be_refused_goes_the_whole_way(
    family: Family, asked: dict[str, str]
) -> None:
    door = Door()
    door.ask(find(family))

    door.ask(find(family), **asked)

    assert door.made == 2


def test_answer_too_old_is_made_anew(family: Family, monkeypatch: Any) -> None:
    door = Door()
    door.ask(find(family))
    late = kept_answers.time.time() + 61

    monkeypatch.setattr(kept_answers.time, "time", lambda: late)
    door.ask(find(family))

    assert door.made == 2


def test_foreign_host_is_refused_though_the_page_is_known(family: Family, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    door = Door()
    door.ask(find(family))

    answer = door.ask(find(family), host="evil.example")

    assert (answer.status, door.made) == (400, 2)


def test_way_in_without_tls_is_not_answered_with_what_went_out_over_it(family: Family) -> None:
    door = Door()
    safe = door.ask(find(family), x_forwarded_proto="https")

    door.ask(find(family), x_forwarded_proto="http")

    assert (safe.status, door.made) == (200, 2)


def test_browser_that_takes_no_packed_page_gets_it_plain(family: Family) -> None:
    door = Door()
    packed = [door.ask(find(family), accept_encoding="gzip") for _twice in range(2)]
    plain = [door.ask(find(family)) for _twice in range(2)]

    assert door.made == 2
    assert {each.headers["Content-Encoding"] for each in packed} == {"gzip"}
    assert not any("Content-Encoding" in each.headers for each in plain)
    assert all(each.body.lstrip().startswith(b"<!DOCTYPE html>") for each in plain)


@pytest.mark.parametrize("how", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_reader_who_has_the_page_hears_that_nothing_changed(family: Family, how: str) -> None:
    door = Door()
    page = door.ask(find(family))
    tag = page.headers["ETag"].removeprefix("W/")

    answer = door.ask(find(family), if_none_match=how.format(tag=tag))

    assert (answer.status, answer.body, door.made) == (304, b"", 1)
    assert answer.headers["ETag"] == page.headers["ETag"]
    assert answer.headers["Content-Security-Policy"] == page.headers["Content-Security-Policy"]
    assert "Content-Type" not in answer.headers


def test_reader_of_another_page_gets_this_one(family: Family) -> None:
    door = Door()
    page = door.ask(find(family))

    answer = door.ask(find(family), if_none_match='"other"')

    assert (answer.status, answer.body, door.made) == (200, page.body, 1)


def test_head_is_asked_of_django(family: Family) -> None:
    door = Door()
    door.ask(find(family))

    head = door.ask(find(family), method="HEAD")

    assert (head.status, door.made) == (200, 2)
