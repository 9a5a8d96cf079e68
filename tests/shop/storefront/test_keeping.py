"""How pages are kept: made few times, in fixed room, under the state that they were begun in."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.db import connections
from django.middleware.csrf import get_token
from django.test import Client, override_settings
from oscar.core.loading import get_model
from redis.exceptions import ConnectionError as RedisAway

from nomi.platform import kept_pages
from nomi.platform.kept_pages import PersonalPageError, Shelf
from shop.search.wishes import Wish
from shop.storefront import home, views
from tests.shop.goods import Family
from tests.shop.shopping import make_user
from tests.shop.storefront.looks import count_entries, find, list_pages, read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept")]
StockRecord = get_model("partner", "StockRecord")


def change_while_made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Change something after a page has read it, before it is kept; return what was made."""
    made: list[str] = []
    look = home.get_home_page

    def look_and_change(**given: Any) -> Any:
        page = look(**given)
        if not made:
            StockRecord.objects.update(price="19.00")
        made.append(page.lead.price)
        return page

    monkeypatch.setattr(home, "get_home_page", look_and_change)
    read("/")
    return made


def test_page_overtaken_by_a_change_is_not_shown_again(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = change_while_made(monkeypatch)

    assert b"$19.00" in read("/")
    assert made == ["$18.00", "$19.00"]


def test_kept_under_the_state_of_its_end_it_would_be_stale(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = kept_pages._keep

    def keep_late(place: str, entry: Any) -> None:
        _page, state = kept_pages._look(place, entry[0])
        keep(place, (entry[0], replace(entry[1], state=state)))

    monkeypatch.setattr(kept_pages, "_keep", keep_late)
    change_while_made(monkeypatch)

    assert b"$19.00" not in read("/")


def crowd(monkeypatch: pytest.MonkeyPatch, linger: Callable[[], object], visitors: int = 8) -> int:
    """Let many ask for a page that nobody has made; return how often it was made."""
    made = []
    look = home.get_home_page

    def look_slowly(**given: Any) -> Any:
        made.append(1)
        linger()
        return look(**given)

    monkeypatch.setattr(home, "get_home_page", look_slowly)

    def visit(_number: int) -> bytes:
        try:
            return read("/")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=visitors) as pool:
        pages = list(pool.map(visit, range(visitors)))
    assert len(set(pages)) == 1
    return len(made)


def test_crowd_waits_for_one_making(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "LOOKS", 3_000)  # a minute; a slow machine takes seconds
    monkeypatch.setattr(kept_pages, "MAKING_SECONDS", 120)
    assert crowd(monkeypatch, lambda: time.sleep(0.3)) == 1


def test_without_waiting_each_makes_its_own(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "_wait_for", lambda *_words: None)
    everybody_makes_it = Barrier(8)

    assert crowd(monkeypatch, lambda: everybody_makes_it.wait(timeout=60)) == 8


def test_lists_know_every_parameter_that_they_read(family: Family) -> None:
    wish = Wish(
        text="tote",
        category_id=1,
        colours=("navy",),
        sizes=("m",),
        bands=("under-15",),
        in_stock=True,
        sort="price",
    )

    assert {"page", *parse_qs(wish.write_query())} == {"q", "category", *views.FILTERS}


@pytest.mark.parametrize("path", ["/shop/nothing_999999/", "/shop/wrong_{pk}/"])
def test_nobody_waits_for_what_is_no_page(
    family: Family, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "LOOKS", 3_000)  # a minute; a slow machine takes seconds
    address = path.format(pk=family.parent.pk)
    Client().get(address)
    started = time.perf_counter()

    answer = Client().get(address)

    assert answer.status_code in {301, 404}
    assert time.perf_counter() - started < kept_pages.LOOKS * kept_pages.LOOK_SECONDS


def test_unknown_parameters_share_one_page(family: Family, django_assert_num_queries: Any) -> None:
    plain = read("/shop/")
    before = count_entries()

    with django_assert_num_queries(0):
        pages = {read(f"/shop/?x={n}&utm_source=y{n}&q={n}") for n in range(500)}

    assert (pages, count_entries()) == ({plain}, before)


def test_made_up_words_and_filters_fill_a_fixed_number_of_places(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Shelf(name="few", places=16)
    find_place = Shelf.find_place
    monkeypatch.setattr(Shelf, "find_place", lambda _shelf, page: find_place(few, page))
    before = count_entries()

    for n in range(60):
        read(f"/search/?q=word{n}")

    assert count_entries() - before <= 16 + 1
    assert len({find_place(views.SEARCHES, f"/search/?q={n}") for n in range(10_000)}) <= 1_024


def test_address_too_long_is_answered_and_not_kept(family: Family) -> None:
    before = count_entries()

    read(f"/search/?q={'tote ' * 80}")

    assert count_entries() == before


def test_order_of_parameters_does_not_matter(
    family: Family, django_assert_num_queries: Any
) -> None:
    read("/shop/?sort=price&colour=navy")

    with django_assert_num_queries(0):
        read("/shop/?colour=navy&sort=price")


def test_another_day_is_another_page(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    look = home.get_home_page
    monkeypatch.setattr(home, "get_home_page", lambda **given: made.append(1) or look(**given))
    read("/")

    monkeypatch.setattr(kept_pages.timezone, "localdate", lambda: date(2031, 1, 1))
    read("/")

    assert len(made) == 2


def test_pages_are_served_without_redis(family: Family, settings: Any) -> None:
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}

    with override_settings(CACHES={**settings.CACHES, "default": away}):
        answers = [Client().get(page) for page in list_pages(family)]
        StockRecord.objects.update(price="19.00")
        priced = read(find(family))

    assert [answer.status_code for answer in answers] == [200] * 5
    assert b"$19.00" in priced


def test_redis_that_goes_away_while_a_page_is_made_costs_nothing(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: Any, **_options: Any) -> None:
        raise RedisAway

    monkeypatch.setattr(RedisCache, "set", fail)

    assert family.parent.title.encode() in read("/shop/")


def test_page_with_a_token_is_a_fault(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    look = home.get_home_page

    def ask_for_a_token(request: Any) -> Any:
        get_token(request)
        return views.render(
            request, "shop/storefront/home.html", {"page": look(on=date(2026, 9, 1))}
        )

    page = kept_pages.kept_for_all(shelf=views.LISTS)(ask_for_a_token)
    request = Client().get("/").wsgi_request
    cache.clear()

    with pytest.raises(PersonalPageError):
        page(request)


def test_view_learns_nothing_of_the_visitor(family: Family) -> None:
    shopper = Client()
    shopper.force_login(make_user())
    request = shopper.get("/shop/?colour=navy&x=1").wsgi_request

    stranger = kept_pages.make_stranger(request, knows=("colour",))

    assert (stranger.COOKIES, dict(stranger.GET)) == ({}, {"colour": ["navy"]})
    assert (stranger.user.is_authenticated, hasattr(stranger, "session")) == (False, False)
    assert "HTTP_COOKIE" not in stranger.META
