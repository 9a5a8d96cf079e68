import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from shop.reviews import services
from tests.nomi.desk.conftest import staff_client
from tests.shop.goods import Family, make_family, settle
from tests.shop.reviews.acts import FORM, approve, make_order, read_rows, reject, write
from tests.shop.shopping import make_user, prove

__all__ = ["staff_client"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_counts() -> None:
    cache.clear()


@pytest.fixture
def family() -> Family:
    return make_family()


def show(client: Client, family: Family) -> Any:
    return client.get(reverse("catalogue:detail", args=(family.parent.slug, family.parent.pk)))


def read_facts(page: Any) -> Any:
    blocks = re.findall(r"ld\+json\">\s*(.+?)\s*</script>", page.content.decode(), re.DOTALL)
    facts = [json.loads(block) for block in blocks]
    return next(each for each in facts if each["@type"] == "Product")


def test_guest_writes_behind_the_proven_link(family: Family, client: Client) -> None:
    order = make_order(family)
    path = prove(client, order)
    address = f"{path}review/{family.parent.pk}/"

    offered = client.get(path).content.decode()
    form = client.get(address)
    sent = client.post(address, FORM, follow=True)

    assert f'href="{address}"' in offered
    assert form.headers["Cache-Control"] == "no-store, private"
    assert "Thank you" in sent.content.decode()
    assert "is being read" in sent.content.decode()
    assert len(read_rows()) == 2


def test_link_alone_opens_no_form(family: Family, client: Client) -> None:
    order = make_order(family)
    path = prove(Client(), order)

    answer = client.post(f"{path}review/{family.parent.pk}/", FORM)

    assert (answer.status_code, answer["Location"], read_rows()) == (302, path, [])


def test_account_writes_about_its_own_orders_only(family: Family, client: Client) -> None:
    order = make_order(family, user=make_user())
    address = reverse("review-own-write", args=(order.number, family.parent.pk))
    stranger = Client()
    stranger.force_login(make_user("eve@example.org"))
    client.force_login(order.user)

    foreign, unknown = stranger.post(address, FORM), Client().post(address, FORM)
    before = read_rows()
    mine = client.post(address, FORM)

    assert (foreign.status_code, unknown.status_code, before) == (404, 302, [])
    assert (mine.status_code, len(read_rows())) == (302, 2)


def test_goods_that_were_not_bought_have_no_form(family: Family, client: Client) -> None:
    other = make_family("Tie", slug="tie")
    path = prove(client, make_order(family))

    answer = client.post(f"{path}review/{other.parent.pk}/", FORM)

    assert (answer.status_code, read_rows()) == (404, [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("score", ""),
        ("score", "0"),
        ("score", "6"),
        ("score", "five"),
        ("title", ""),
        ("title", "x" * 101),
        ("body", " "),
        ("body", "x" * 2_001),
        ("body", "a\0b"),
        ("name", "x" * 61),
    ],
)
def test_what_cannot_be_kept_is_told_beside_what_was_typed(
    name: str, value: str, family: Family, client: Client
) -> None:
    address = f"{prove(client, make_order(family))}review/{family.parent.pk}/"
    posted = FORM | {name: value}

    page = client.post(address, posted)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
    assert page.context["form"]["title"].value() == posted["title"]
    assert read_rows() == []


def test_second_tab_is_told_and_keeps_its_words(family: Family, client: Client) -> None:
    address = f"{prove(client, make_order(family))}review/{family.parent.pk}/"
    client.post(address, FORM)
    before = read_rows()

    page = client.post(address, FORM | {"body": "My second words"})

    assert page.status_code == 422
    assert "written about this already" in page.content.decode()
    assert "My second words" in page.content.decode()
    assert read_rows() == before


def test_form_opens_with_what_was_written_and_why_it_is_not_shown(
    family: Family, client: Client
) -> None:
    order = make_order(family)
    reject(write(order, family), "It names a person.")
    address = f"{prove(client, order)}review/{family.parent.pk}/"

    page = client.get(address)
    changed = client.post(address, FORM | {"title": "Stronger", "changes": "True"})

    assert "It names a person." in page.content.decode()
    assert page.context["form"]["body"].value() == FORM["body"]
    assert changed.status_code == 302
    assert [row[4] for row in read_rows()][:1] == ["Stronger"]


def test_many_reviews_from_one_order_wait(family: Family, client: Client, settings: Any) -> None:
    settings.SHOP_REVIEWS_PER_HOUR = 1
    address = f"{prove(client, make_order(family))}review/{family.parent.pk}/"
    client.post(address, FORM)
    before = read_rows()

    page = client.post(address, FORM | {"changes": "True", "body": "More words"})

    assert page.status_code == 429
    assert "More words" in page.content.decode()
    assert read_rows() == before


def test_product_page_shows_words_as_text_and_the_rating_to_machines(
    family: Family, client: Client
) -> None:
    none = show(client, family)
    evil = '<script>alert(1)</script> http://elsewhere.example <a href="x">'
    approve(write(make_order(family), family, body=evil, name='"><img src=x>'))
    settle()

    page = show(client, family)

    text = page.content.decode()
    assert "aggregateRating" not in none.content.decode()
    assert read_facts(page)["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": "4.0",
        "reviewCount": 1,
        "bestRating": 5,
        "worstRating": 1,
    }
    assert "4.0 of 5" in text
    assert "<script>alert" not in text
    assert "<img src=x>" not in text
    assert 'href="http://elsewhere' not in text


def test_account_name_is_never_shown(family: Family, client: Client) -> None:
    user = make_user("canary@example.org")
    user.first_name = "Canary"
    user.save()
    approve(write(make_order(family, user=user), family, name=""))
    settle()

    text = show(client, family).content.decode()

    assert "A buyer" in text
    assert "canary" not in text.lower()


def test_page_with_reviews_asks_one_query_more(
    family: Family, client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        approve(write(make_order(family), family))
    settle()
    show(client, family)

    with django_assert_num_queries(6):
        show(client, family)


def test_staff_approve_what_they_have_read(family: Family, staff_client: Client) -> None:
    order = make_order(family)
    review = write(order, family)
    address = reverse("admin:reviews_productreview_ask", args=(review.pk, "approve"))

    page = staff_client.get(address)
    seen = page.context["seen"]
    services.edit_review(
        order_id=order.pk,
        product_id=family.parent.pk,
        written=services.Written(score=1, title="No", body="No.", name=""),
        now=review.date_created,
    )
    before = read_rows()
    late = staff_client.post(address, {"seen": seen})
    after = read_rows()
    fresh = staff_client.get(address).context["seen"]
    done = staff_client.post(address, {"seen": fresh})

    assert "It holds a week of food." in page.content.decode()
    assert ("was changed since you looked" in late.content.decode(), after == before) == (
        True,
        True,
    )
    assert done.status_code == 302
    review.refresh_from_db()
    assert review.status == services.APPROVED


def test_refusing_asks_for_words(family: Family, staff_client: Client) -> None:
    review = write(make_order(family), family)
    address = reverse("admin:reviews_productreview_ask", args=(review.pk, "reject"))
    before = read_rows()

    empty = staff_client.post(address, {"reason": ""})
    unchanged = read_rows()
    staff_client.post(address, {"reason": "It is abuse."})

    review.refresh_from_db()
    assert (empty.status_code, unchanged == before) == (200, True)
    assert (review.status, review.purchase.words) == (services.REJECTED, "It is abuse.")
