"""One more and one fewer: counted from what the basket holds, refused in words."""

from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from shop.basket.services import QuantityRefused, step_quantity
from tests.shop.shopping import count_everything, make_basket, make_product

pytestmark = pytest.mark.django_db
Line = get_model("basket", "Line")
HTMX = {"HX-Request": "true"}


def take_basket(quantity: int, *, stock: int = 10) -> tuple[Client, Any]:
    client = Client()
    client.post(f"/basket/add/{make_product(stock=stock).pk}/", {"quantity": str(quantity)})
    return client, Line.objects.get()


def press(client: Client, line: Any, step: str, **extra: str) -> Any:
    return client.post(f"/basket/lines/{line.pk}/", {"step": step, **extra})


@pytest.mark.parametrize(("step", "left"), [("more", 3), ("less", 1)])
def test_a_step_counts_from_what_the_basket_holds(step: str, left: int) -> None:
    client, line = take_basket(2)

    answer = press(client, line, step)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/basket/")
    assert Line.objects.get().quantity == left


def test_pressing_twice_counts_twice() -> None:
    client, line = take_basket(1)

    press(client, line, "more")
    press(client, line, "more")

    assert Line.objects.get().quantity == 3


@pytest.mark.parametrize(
    ("quantity", "step", "words"),
    [(1, "less", "Press Remove to take it out"), (2, "more", "Only 2 of Tote are left")],
)
def test_a_step_too_far_is_refused_beside_the_line(quantity: int, step: str, words: str) -> None:
    client, line = take_basket(quantity, stock=2)
    before = count_everything()

    answer = press(client, line, step)

    [shown] = answer.context["page"].lines
    assert answer.status_code == 422
    assert words in shown.error
    assert shown.typed == str(quantity)
    assert count_everything() == before


@pytest.mark.parametrize("step", ["", "most", "\x00", "1"])
def test_an_unknown_step_is_no_step(step: str) -> None:
    client, line = take_basket(2)

    answer = press(client, line, step, quantity="5")

    assert answer.status_code == 302
    assert Line.objects.get().quantity == 5


def test_no_step_leads_beyond_a_parcel(settings: Any) -> None:
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 3
    basket = make_basket((make_product(), 3))

    with pytest.raises(QuantityRefused):
        step_quantity(basket=basket, line_id=basket.lines.get().pk, by=1)

    assert Line.objects.get().quantity == 3


def test_another_shoppers_line_takes_no_step() -> None:
    client, _line = take_basket(1)
    foreign = make_basket((make_product(), 3)).lines.get()

    assert press(client, foreign, "more").status_code == 422
    assert list(Line.objects.order_by("pk").values_list("quantity", flat=True)) == [1, 3]


def test_htmx_gets_the_part_that_changes_and_the_count() -> None:
    client, line = take_basket(1)

    answer = client.post(f"/basket/lines/{line.pk}/", {"step": "more"}, headers=HTMX, follow=True)

    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="basket"')
    assert "<html" not in text
    assert 'hx-swap-oob="innerHTML:#basket-count">2<' in text
    assert "2 pieces in your basket, goods $36.00." in " ".join(text.split())


def test_htmx_gets_words_of_a_refusal_in_the_part() -> None:
    client, line = take_basket(1)

    answer = client.post(f"/basket/lines/{line.pk}/", {"quantity": "x"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Enter a whole number" in answer.content.decode()
    assert 'value="x"' in answer.content.decode()


def test_htmx_loads_the_whole_page_when_the_basket_is_being_paid_for() -> None:
    client, line = take_basket(1)
    get_model("basket", "Basket").objects.update(status="Frozen")

    answer = client.post(f"/basket/lines/{line.pk}/", {"step": "more"}, headers=HTMX)

    assert answer.headers["HX-Refresh"] == "true"
    assert Line.objects.get().quantity == 1
