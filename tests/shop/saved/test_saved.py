"""The wish list is the browser's until its shopper signs in, and then her account's."""

from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from shop.privacy.queries import collect_data
from shop.saved import shelf
from shop.saved.models import SavedProduct
from shop.saved.services import save_products
from tests.shop.goods import make_family, settle
from tests.shop.racing import race
from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db
LIST = "/wish-list/"


@pytest.fixture(autouse=True)
def _begin_anew() -> None:
    cache.clear()


def make_goods(*titles: str) -> list[Any]:
    """Return products on show, by their titles."""
    goods = [make_family(title=title, slug=title.lower()).parent for title in titles]
    settle()
    return goods


def save(client: Client, product: Any) -> Any:
    return client.post(f"{LIST}{product.pk}/")


def read_titles(client: Client) -> list[str]:
    """Return what stands on the list, from the top."""
    answer = client.get(LIST)
    assert answer.status_code == 200
    return [card.title for _pk, card in answer.context["saved"]]


def test_product_page_offers_it_to_everybody_alike(client: Client) -> None:
    [tote] = make_goods("Tote")

    html = client.get(tote.get_absolute_url()).content.decode()

    assert f'action="/wish-list/{tote.pk}/"' in html
    assert "csrfmiddlewaretoken" not in html


def test_visitor_keeps_a_list_without_an_account_or_a_row(client: Client) -> None:
    tote, tie = make_goods("Tote", "Tie")
    empty = client.get(LIST)

    answers = [save(client, product) for product in (tote, tie, tote)]

    assert "sessionid" not in empty.cookies
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, LIST)}
    assert read_titles(client) == ["Tie", "Tote"]
    assert read_titles(Client()) == []
    assert SavedProduct.objects.count() == 0


def test_variant_saves_its_product(client: Client) -> None:
    family = make_family(title="Tote")
    settle()

    save(client, next(iter(family.children.values())))

    assert read_titles(client) == ["Tote"]


def test_signing_in_takes_the_list_along_and_it_is_there_in_every_browser(client: Client) -> None:
    tote, tie, pouch = make_goods("Tote", "Tie", "Pouch")
    user = make_user()
    save_products(user_id=user.pk, product_ids=[pouch.pk, tote.pk], now=timezone.now())
    save(client, tie)
    save(client, tote)

    client.force_login(user)

    elsewhere = Client()
    elsewhere.force_login(user)
    assert read_titles(client) == ["Tie", "Pouch", "Tote"]
    assert read_titles(elsewhere) == ["Tie", "Pouch", "Tote"]
    assert shelf.KEY not in client.session


@pytest.mark.parametrize("has_account", [False, True])
def test_product_is_taken_off(has_account: bool, client: Client) -> None:  # noqa: FBT001
    tote, tie = make_goods("Tote", "Tie")
    if has_account:
        client.force_login(make_user())
    save(client, tote)
    save(client, tie)

    twice = [client.post(f"{LIST}{tie.pk}/remove/") for _turn in range(2)]

    assert [answer.status_code for answer in twice] == [302, 302]
    assert read_titles(client) == ["Tote"]


def test_nobody_changes_the_list_of_another(client: Client) -> None:
    [tote] = make_goods("Tote")
    owner = make_user()
    save_products(user_id=owner.pk, product_ids=[tote.pk], now=timezone.now())
    client.force_login(make_user("eve@example.org"))

    client.post(f"{LIST}{tote.pk}/remove/")

    assert SavedProduct.objects.get().user == owner
    assert read_titles(client) == []


def test_full_list_says_so_and_keeps_what_it_holds(client: Client, monkeypatch: Any) -> None:
    tote, tie = make_goods("Tote", "Tie")
    monkeypatch.setattr(shelf, "MOST", 1)
    save(client, tote)

    answer = client.post(f"{LIST}{tie.pk}/", follow=True)

    assert "Your wish list holds 1 products. Take one off first." in answer.content.decode()
    assert read_titles(client) == ["Tote"]


@pytest.mark.parametrize("number", ["0", "999999999"])
def test_what_is_not_in_the_shop_is_not_saved(number: str, client: Client) -> None:
    make_goods("Tote")

    answer = client.post(f"{LIST}{number}/")

    assert answer.status_code == 404
    assert read_titles(client) == []


@pytest.mark.parametrize(
    ("site", "status", "titles"), [("same-origin", 302, ["Tote"]), ("cross-site", 403, [])]
)
def test_only_a_page_of_ours_saves_and_needs_no_token(
    site: str, status: int, titles: list[str]
) -> None:
    [tote] = make_goods("Tote")
    browser = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": site})

    answer = save(browser, tote)

    assert answer.status_code == status
    assert read_titles(browser) == titles


def test_looking_changes_nothing(client: Client) -> None:
    [tote] = make_goods("Tote")

    answers = [client.get(f"{LIST}{tote.pk}/{end}").status_code for end in ("", "remove/")]

    assert answers == [405, 405]


def test_list_goes_with_its_account_and_is_exported(client: Client) -> None:
    [tote] = make_goods("Tote")
    user = make_user()
    client.force_login(user)
    save(client, tote)

    exported = collect_data(user=user)["wish_list"]
    user.delete()

    assert [row["product_title"] for row in exported] == ["Tote"]
    assert SavedProduct.objects.count() == 0
    assert get_model("catalogue", "Product").objects.filter(pk=tote.pk).exists()


def save_at_once(product: Any, user: Any) -> list[Any]:
    """Save the product from eight tabs together; return what went wrong in them."""
    now = timezone.now()
    call = partial(save_products, user_id=user.pk, product_ids=[product.pk], now=now)
    return [error for error in race(*[call] * 8) if error is not None]


@pytest.mark.django_db(transaction=True)
def test_saved_by_eight_tabs_at_once_it_stands_there_once() -> None:
    [tote] = make_goods("Tote")

    errors = save_at_once(tote, make_user())

    assert (errors, SavedProduct.objects.count()) == ([], 1)


@pytest.mark.django_db(transaction=True)
def test_control_without_leaving_out_what_is_there_tabs_fail(monkeypatch: Any) -> None:
    [tote] = make_goods("Tote")
    plain = type(SavedProduct.objects).bulk_create
    monkeypatch.setattr(
        type(SavedProduct.objects),
        "bulk_create",
        lambda self, rows, **_left_out: plain(self, rows),
    )

    errors = save_at_once(tote, make_user())

    assert {type(error) for error in errors} == {IntegrityError}
    assert (len(errors), SavedProduct.objects.count()) == (7, 1)
