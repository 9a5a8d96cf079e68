"""Pages kept for everybody: true at the very next request, and never personal."""

import gzip
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from nomi.platform import changes
from nomi.platform.kept_pages import Shelf
from shop.content.models import PageVersion
from shop.content.services import add_page, save_version
from shop.costing.services import record_landed_cost
from shop.pictures.services import adopt_renditions
from tests.shop.goods import COSTS, Family, make_family
from tests.shop.reviews.acts import approve, edit, make_order, write
from tests.shop.shopping import make_user
from tests.shop.storefront.looks import find, list_pages, read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept")]
Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")


def test_second_look_asks_no_query(
    family: Family, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # two of them may stand in one place, by the number of the category
    monkeypatch.setattr(Shelf, "find_place", lambda _shelf, page: page.encode().hex())
    pages = list_pages(family)
    first = [Client().get(page) for page in pages]

    with django_assert_num_queries(0):
        again = [Client().get(page) for page in pages]
        tags = [answer.headers["ETag"] for answer in first]
        checked = [
            Client().get(page, headers={"if-none-match": tag})
            for page, tag in zip(pages, tags, strict=True)
        ]

    assert [answer.content for answer in again] == [answer.content for answer in first]
    assert [answer.headers["ETag"] for answer in again] == tags
    assert [(answer.status_code, answer.content) for answer in checked] == [(304, b"")] * 5


def test_kept_pages_hold_no_cookie_and_no_token(family: Family) -> None:
    for page in [address for address in list_pages(family) for _twice in range(2)]:
        answer = Client().get(page)

        assert (page, answer.cookies) == (page, {})
        assert "Cookie" not in answer.headers["Vary"]
        assert b"csrf" not in answer.content.lower()
        assert answer.headers["Cache-Control"] == "public, no-cache, max-age=0"
        assert "stale-while-revalidate" in answer.headers["CDN-Cache-Control"]


def test_signed_in_shopper_sees_and_keeps_the_page_of_everybody(family: Family) -> None:
    shopper = Client()
    shopper.force_login(make_user())
    shopper.post(f"/basket/add/{family.children['navy'].pk}/", {"quantity": "1"})

    hers = read(find(family), shopper)

    assert (hers, read(find(family), shopper)) == (read(find(family)), read(find(family)))


def test_browser_that_can_gets_it_compressed(family: Family) -> None:
    plain = read(find(family))

    packed = Client().get(find(family), headers={"accept-encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert (gzip.decompress(packed.content), len(packed.content) < len(plain) / 3) == (plain, True)


def test_each_language_is_a_page_of_its_own(family: Family) -> None:
    first = [Client().get(f"{prefix}{find(family)}") for prefix in ("", "/es", "/km")]
    again = [Client().get(f"{prefix}{find(family)}") for prefix in ("", "/es", "/km")]

    assert [answer.headers["Content-Language"] for answer in again] == ["en", "es", "km"]
    assert [answer.content for answer in again] == [answer.content for answer in first]
    assert len({answer.content for answer in again}) == 3


def change_price(family: Family) -> None:
    StockRecord.objects.filter(product=family.children["navy"]).update(price="19.00")


def add_picture(family: Family) -> None:
    family.parent.images.create(original="a.jpg", caption="A tote on a peg", display_order=0)


def make_rendition(_family: Family) -> None:
    adopt_renditions(name="a.jpg", width=400, height=500, widths=[400])


def approve_review(family: Family) -> None:
    approve(write(make_order(family), family, title="Carries all"))


def edit_review(family: Family) -> None:
    order = get_model("order", "Order").objects.get()
    edit(order, family, title="Less so")


def sell_nearly_all(family: Family) -> None:
    StockRecord.objects.filter(product=family.children["natural"]).update(num_allocated=7)


def sell_out(family: Family) -> None:
    StockRecord.objects.filter(product=family.children["natural"]).update(num_allocated=9)


def rename_category(_family: Family) -> None:
    get_model("catalogue", "Category").objects.update(name="Sacks")


def record_cost(family: Family) -> None:
    record = StockRecord.objects.get(product=family.children["navy"])
    costs = {**COSTS, "purchase_minor": 777}
    record_landed_cost(stockrecord_id=record.pk, effective_on=date(2026, 2, 1), **costs)


def recommend(family: Family) -> None:
    other = make_family("Tie", slug="tie")
    get_model("catalogue", "ProductRecommendation").objects.create(
        primary=family.parent, recommendation=other.parent, ranking=1
    )


def rename_variant(family: Family) -> None:
    get_model("catalogue", "AttributeOption").objects.filter(code="colour-navy").update(
        option="Midnight"
    )


def draw_share_picture(family: Family) -> None:
    get_model("pictures", "ShareDrawing").objects.create(
        product=family.parent, digest="a" * 32, drawn_at=timezone.now()
    )


CHANGES: tuple[tuple[Callable[[Family], Any], str, str], ...] = (
    (change_price, "?colour=navy", "$19.00"),
    (
        lambda _family: Product.objects.filter(parent=None).update(title="Fine tote"),
        "",
        "Fine tote",
    ),
    (lambda _family: Product.objects.update(description="Woven twice."), "", "Woven twice."),
    (add_picture, "", "A tote on a peg"),
    (make_rendition, "", "/media/a-400.webp"),
    (draw_share_picture, "", f"/media/share/{'a' * 32}.jpg"),
    (sell_nearly_all, "?colour=natural", "Only 2 left"),
    (sell_out, "?colour=natural", "Sold out in Natural"),
    (rename_category, "", "Sacks"),
    (record_cost, "?colour=navy", "$7.77"),
    (approve_review, "", "Carries all"),
    (edit_review, "", "Nobody has written about it yet"),
    (recommend, "", "Tie"),
    (rename_variant, "", "Midnight"),
)


def test_each_kind_of_change_shows_in_the_very_next_request(family: Family) -> None:
    stale = []
    for change, query, words in CHANGES:
        page = find(family) + query
        before = read(page).decode()
        assert before == read(page).decode()
        assert (words, words in before) == (words, False)
        change(family)
        if words not in read(page).decode():
            stale.append(words)

    assert stale == []


def test_new_price_shows_at_once_wherever_it_stands(family: Family) -> None:
    pages = list_pages(family)
    before = [b"$18.00" in read(page) for page in pages]

    StockRecord.objects.update(price="19.00")

    assert (before, [b"$19.00" in read(page) for page in pages]) == ([True] * 5, [True] * 5)


def test_price_changed_in_a_transaction_shows_when_it_is_committed(family: Family) -> None:
    page = f"{find(family)}?colour=navy"
    read(page)

    with transaction.atomic():
        change_price(family)
        inside = b"$19.00" in read(page)

    assert (inside, b"$19.00" in read(page)) == (False, True)


def test_new_words_of_the_shops_own_page_show_at_once() -> None:
    words = {"title": "Sizes", "description": "How we measure.", "is_draft": False}
    given = {"actor": "system", "now": timezone.now()}
    page = add_page(slug="size-guide", body="<p>In inches.</p>", **words, **given)
    before = read("/size-guide/")
    seen = PageVersion.objects.get(page=page).pk

    save_version(page_id=page.pk, body="<p>In centimetres.</p>", seen_id=seen, **words, **given)

    assert (b"In inches." in before, b"In centimetres." in read("/size-guide/")) == (True, True)


def test_withdrawn_product_is_gone_at_once(family: Family) -> None:
    read(find(family))

    Product.objects.filter(pk=family.parent.pk).update(is_public=False)

    assert Client().get(find(family)).status_code == 410
    assert family.parent.title.encode() not in read("/shop/")


def test_sales_that_change_nothing_on_a_page_leave_it_kept(
    family: Family, django_assert_num_queries: Any
) -> None:
    read(find(family))

    StockRecord.objects.update(num_allocated=2)

    with django_assert_num_queries(0):
        read(find(family))


def test_change_that_is_rolled_back_leaves_pages_kept(
    family: Family, django_assert_num_queries: Any
) -> None:
    read(find(family))
    with transaction.atomic():
        change_price(family)
        transaction.set_rollback(True)

    with django_assert_num_queries(0):
        read(find(family))


def test_without_hearing_after_the_commit_the_old_price_stays(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "tell_change", lambda _number: None)
    page = f"{find(family)}?colour=navy"
    read(page)

    change_price(family)

    assert b"$19.00" not in read(page)


def test_another_process_tells_what_a_killed_one_could_not(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit was made, and whoever made it died before a word to the cache."""
    page, tell = f"{find(family)}?colour=navy", changes.tell_change
    barrier = Barrier(2, timeout=60)

    def live_on() -> None:
        ask()
        for _turn in range(2):
            barrier.wait()
        ask()
        connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        other = pool.submit(live_on)
        barrier.wait()
        read(page)
        monkeypatch.setattr(changes, "tell_change", lambda _number: None)
        change_price(family)
        monkeypatch.setattr(changes, "tell_change", tell)
        stale = b"$19.00" not in read(page)
        barrier.wait()
        other.result(timeout=60)

    assert (stale, b"$19.00" in read(page)) == (True, True)


def ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
