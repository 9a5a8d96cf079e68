"""What a basket asks of the database: as much for six lines as for one, and ten times at most."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.shop.goods import make_category, make_family
from tests.shop.shopping import make_country, make_product, make_user
from tests.shop.vouchers.acts import make

pytestmark = pytest.mark.django_db

LINES = pytest.mark.parametrize("lines", [1, 6])


def fill(client: Client, lines: int) -> None:
    """Put goods of both kinds into the basket: without variants, and a variant."""
    shelf = make_category("Bags")
    product = make_family(marks={"natural": 9}, category=shelf).children["natural"]
    for number in range(lines):
        client.post(f"/basket/add/{product.pk}/", {"quantity": "1"})
        product = make_product(title=f"Tote {number}")
        product.categories.add(shelf)


def use_code(client: Client, code: str, **changed: Any) -> None:
    make(code=code, name=code, number=code, **changed)
    assert client.post("/basket/vouchers/", {"code": code}).status_code == 302


def count(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@LINES
def test_basket_page_asks_seven_questions(lines: int) -> None:
    client = Client()
    fill(client, lines)

    assert count(client, "/basket/") == 7


@LINES
@pytest.mark.parametrize(
    ("wish", "questions"),
    [({}, 8), ({"most_uses": 1}, 9), ({"kind": "amount"}, 8), ({"sells_below_cost": True}, 8)],
)
def test_code_asks_for_its_goods_and_whether_it_was_used(
    wish: dict[str, Any], questions: int, lines: int
) -> None:
    client = Client()
    fill(client, lines)
    use_code(client, "TEN", **wish)

    assert count(client, "/basket/") == questions
    assert client.get("/basket/").context["page"].priced.discounts != ()


@LINES
def test_code_for_a_category_asks_no_more(lines: int) -> None:
    client = Client()
    fill(client, lines)
    shelf = make_category("Ties")
    tie = make_product(title="Tie")
    tie.categories.add(shelf)
    client.post(f"/basket/add/{tie.pk}/", {"quantity": "1"})
    use_code(client, "TIES", category_id=shelf.pk)

    assert count(client, "/basket/") == 8
    page = client.get("/basket/").context["page"]
    assert [line.priced.title for line in page.lines if line.priced.net_minor < 1800] == ["Tie"]


@LINES
def test_second_code_asks_no_more(lines: int) -> None:
    client = Client()
    fill(client, lines)
    use_code(client, "ONE", kind="amount")
    use_code(client, "TWO")

    assert count(client, "/basket/") == 8


@LINES
@pytest.mark.parametrize("wish", [{"most_uses": 1}, {"once_each": True}])
def test_signed_in_shopper_with_a_code_stays_within_ten(wish: dict[str, Any], lines: int) -> None:
    client = Client()
    client.force_login(make_user())
    fill(client, lines)
    use_code(client, "TEN", **wish)

    assert count(client, "/basket/") == 10


@LINES
def test_one_page_checkout_with_a_code_asks_as_much_for_any_number_of_lines(lines: int) -> None:
    make_country("US")
    client = Client()
    fill(client, lines)
    use_code(client, "TEN")

    assert count(client, "/checkout/express/") == 10
