"""What the buyer sees and does: behind the link, and in the account."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from shop.returns.models import Return
from tests.shop.returns.acts import approve, ask, bring, make_shipped_order
from tests.shop.shopping import make_user, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(stripe: Any) -> Any:
    return make_shipped_order(stripe)


def fill(order: Any, pieces: Any = 1, **values: Any) -> dict[str, Any]:
    line = order.lines.get().pk
    return {f"line_{line}": pieces, "reason": "other", "note": "", "key": "form-1", **values}


def test_guest_asks_once_and_sees_it(order: Any, client: Client) -> None:
    path = prove(client, order)

    offered = client.get(path)
    form = client.get(f"{path}return/")
    pages = [client.post(f"{path}return/", fill(order), follow=True) for _turn in range(2)]

    assert f"{path}return/" in offered.content.decode()
    assert "9400 1" in offered.content.decode()
    assert form.headers["Cache-Control"] == "no-store, private"
    assert "We have your return" in pages[0].content.decode()
    assert "requested" in pages[1].content.decode()
    assert Return.objects.count() == 1


def test_reasons_and_state_are_in_the_language_of_the_page(order: Any, client: Client) -> None:
    path = f"/es{prove(client, order)}"

    form = client.get(f"{path}return/").content.decode()
    asked = client.post(f"{path}return/", fill(order), follow=True).content.decode()

    assert "No me queda bien" in form
    assert "solicitada" in asked


def test_form_of_a_page_without_referrer_arrives(order: Any) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    path = prove(browser, order)

    asked = browser.post(f"{path}return/", fill(order))
    made = Return.objects.get()
    cancelled = browser.post(f"{path}return/{made.uid}/withdraw/")

    assert (asked.status_code, cancelled.status_code) == (302, 302)
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_account_pages_still_ask_where_a_form_comes_from(order: Any) -> None:
    order.user = make_user()
    order.save()
    browser = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    browser.force_login(order.user)

    answer = browser.post(reverse("return-own-ask", args=(order.number,)), fill(order))

    assert answer.status_code == 403
    assert Return.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"pieces": 4},
        {"pieces": -1},
        {"pieces": "two"},
        {"pieces": 0},
        {"pieces": ""},
        {"reason": ""},
        {"reason": "no-such"},
        {"note": "x" * 501},
        {"note": "a\0b"},
        {"key": "x" * 81},
    ],
)
def test_what_cannot_come_is_told_beside_what_was_typed(
    order: Any, client: Client, values: dict[str, Any]
) -> None:
    posted = fill(order, **({"note": "My words"} | values))

    page = client.post(prove(client, order) + "return/", posted)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert page.context["form"]["note"].value() == posted["note"]
    assert Return.objects.count() == 0


def test_nothing_to_send_back_is_said_in_words(order: Any, client: Client) -> None:
    ask(order, 3)
    path = prove(client, order)

    page = client.get(f"{path}return/")

    assert "Nothing of this order can come back now" in page.content.decode()
    assert f'"{path}return/"' not in client.get(path).content.decode()


def test_label_is_there_while_the_parcel_should_be_sent(order: Any, client: Client) -> None:
    made = ask(order)
    address = f"{prove(client, order)}return/{made.uid}/label.pdf"

    early = client.get(address)
    approve(made)
    label = client.get(address)

    assert early.status_code == 404
    text = PdfReader(io.BytesIO(label.content)).pages[0].extract_text()
    assert "Nomi Network" in text
    assert order.number in text


def test_return_is_cancelled_by_post_only_and_not_when_it_is_here(
    order: Any, client: Client
) -> None:
    path = prove(client, order)
    made, here = ask(order), bring(order, key="form-2")

    looked = client.get(f"{path}return/{made.uid}/withdraw/")
    done = client.post(f"{path}return/{made.uid}/withdraw/", follow=True)
    late = client.post(f"{path}return/{here.uid}/withdraw/", follow=True)

    assert looked.status_code == 405
    assert "You keep the pieces" in done.content.decode()
    assert "not possible now" in late.content.decode()
    states = Return.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "received"]


def test_returns_of_others_are_unknown(order: Any, client: Client, stripe: Any) -> None:
    other = make_shipped_order(stripe)
    made = ask(other)
    path = prove(client, order)

    answers = [
        client.post(f"{path}return/{made.uid}/withdraw/"),
        client.get(f"{path}return/{made.uid}/label.pdf"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    made.refresh_from_db()
    assert made.state == "requested"


def test_account_asks_for_own_orders_only(order: Any, client: Client) -> None:
    order.user = make_user()
    order.save()
    address = reverse("return-own-ask", args=(order.number,))
    stranger = Client()
    stranger.force_login(make_user("eve@example.org"))
    client.force_login(order.user)

    foreign = stranger.post(address, fill(order))
    unknown = Client().post(address, fill(order))
    before = Return.objects.count()
    page = client.post(address, fill(order), follow=True)

    assert (foreign.status_code, unknown.status_code, before) == (404, 302, 0)
    assert "We have your return" in page.content.decode()
    assert Return.objects.get().order_id == order.pk
