"""A signed-in shopper sends her goods to an address that she kept, or keeps a new one."""

from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from shop.checkout.keeping import MOST, keep_address
from shop.checkout.models import KeptDraft
from tests.shop.checkout.test_guest_checkout import ADDRESS
from tests.shop.shopping import HOME, make_country, make_product, make_user

pytestmark = pytest.mark.django_db
UserAddress = get_model("address", "UserAddress")
HERS = {name: text for name, text in ADDRESS.items() if name != "email"}


@pytest.fixture
def user() -> Any:
    make_country("US")
    return make_user()


@pytest.fixture
def client(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    browser.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})
    return browser


def make_address(user: Any, **changed: Any) -> Any:
    facts = {
        "first_name": "Ada",
        "last_name": "Byron",
        "line1": "2 Kept Street",
        "line4": "Austin",
        "state": "Texas",
        "postcode": "78701",
        "country": make_country("US"),
    }
    return UserAddress.objects.create(user=user, **{**facts, **changed})


def choose(client: Client, pk: object) -> Any:
    return client.post("/checkout/", {"kept": str(pk)})


def test_a_kept_address_is_taken_by_one_press(user: Any, client: Client) -> None:
    address = make_address(user)

    answer = choose(client, address.pk)

    draft = KeptDraft.objects.get().told
    assert answer.headers["Location"] == "/checkout/delivery/"
    assert (draft["email"], draft["address"]["line1"]) == (user.email, "2 Kept Street")
    assert (draft["address"]["city"], draft["address"]["state"]) == ("Austin", "TX")


def test_the_usual_address_stands_first(user: Any, client: Client) -> None:
    usual = make_address(user, is_default_for_shipping=True)
    other = make_address(user, line1="3 Other Street")
    make_address(user, line1="4 Far Street", country=make_country("KP", is_served=False))

    kept = client.get("/checkout/").context["kept"]

    assert [(one.pk, one.is_default) for one in kept] == [(usual.pk, True), (other.pk, False)]


@pytest.mark.parametrize("chosen", ["0", "x", "9" * 30, "-1", "\x00"])
def test_an_address_that_is_not_there_is_refused_in_words(client: Client, chosen: str) -> None:
    answer = choose(client, chosen)

    assert answer.status_code == 422
    assert "not in your list any more" in answer.content.decode()
    assert KeptDraft.objects.count() == 0


def test_somebody_elses_address_is_not_there(client: Client) -> None:
    foreign = make_address(make_user("eve@example.org"))

    answer = choose(client, foreign.pk)

    assert answer.status_code == 422
    assert "2 Kept Street" not in answer.content.decode()
    assert KeptDraft.objects.count() == 0


def test_an_address_that_cannot_be_sent_to_opens_the_form_with_words(
    user: Any, client: Client
) -> None:
    address = make_address(user, state="Nowhere")

    answer = choose(client, address.pk)

    form = answer.context["form"]
    assert answer.status_code == 422
    assert (list(form.errors), form["line1"].value()) == (["state"], "2 Kept Street")
    assert KeptDraft.objects.count() == 0


def test_a_guest_keeps_and_chooses_nothing(user: Any) -> None:
    address = make_address(user)
    guest = Client()
    guest.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})

    page = guest.get("/checkout/")
    chosen = choose(guest, address.pk)
    sent = guest.post("/checkout/", {**ADDRESS, "keep": "on"})

    assert (page.context["kept"], "keep" in page.context["form"].fields) == ([], False)
    assert (chosen.status_code, sent.status_code) == (422, 302)
    assert UserAddress.objects.count() == 1


@pytest.mark.parametrize(("tick", "kept"), [({"keep": "on"}, 1), ({}, 0)])
def test_a_new_address_is_kept_only_when_she_says_so(
    user: Any, client: Client, tick: dict[str, str], kept: int
) -> None:
    answer = client.post("/checkout/", {**HERS, **tick})

    assert answer.status_code == 302
    assert UserAddress.objects.filter(user=user).count() == kept


def test_the_first_kept_is_the_usual_and_the_same_is_kept_once(user: Any, client: Client) -> None:
    for line1 in ("1 Test Street", "1 Test Street", "5 Second Street"):
        client.post("/checkout/", {**HERS, "line1": line1, "keep": "on"})

    rows = UserAddress.objects.order_by("pk").values_list("line1", "is_default_for_shipping")
    assert list(rows) == [("1 Test Street", True), ("5 Second Street", False)]


def test_a_wrong_address_is_not_kept(client: Client) -> None:
    answer = client.post("/checkout/", {**HERS, "postcode": "ABC", "keep": "on"})

    assert answer.status_code == 422
    assert answer.context["form"]["keep"].value() is True
    assert UserAddress.objects.count() == 0


def test_a_list_has_an_end(user: Any) -> None:
    for number in range(MOST):
        make_address(user, line1=f"{number} Street")

    assert keep_address(user_id=user.pk, address=HOME) is False
    assert UserAddress.objects.count() == MOST
