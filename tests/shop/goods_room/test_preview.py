"""A product as a shopper will see it, before she can."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from shop.search.models import ProductCard
from tests.nomi.desk.test_pages import WRITES
from tests.shop.goods import Family, settle

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


def hide(family: Family) -> str:
    Product.objects.update(is_public=False)
    settle()
    return reverse("admin:catalogue_product_preview", args=(family.parent.pk,))


def test_hidden_product_is_shown_to_staff_and_written_nowhere(
    content: Client, family: Family
) -> None:
    address = hide(family)

    with CaptureQueriesContext(connection) as queries:
        page = content.get(address + "?colour=navy")

    words = page.content.decode()
    assert page.status_code == 200
    assert "Preview: not on sale." in words
    assert "$18.00" in words
    assert 'content="noindex, nofollow"' in words
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
    assert 'id="buy"' not in words
    assert f"{address}?colour=natural" in words
    writes = [query["sql"] for query in queries if WRITES.match(query["sql"])]
    assert [sql for sql in writes if "django_session" not in sql] == []
    assert ProductCard.objects.count() == 0


def test_product_on_sale_says_so(content: Client, family: Family) -> None:
    page = content.get(reverse("admin:catalogue_product_preview", args=(family.parent.pk,)))

    assert "Preview: on sale." in page.content.decode()


def test_variant_leads_to_its_product_with_the_variant_chosen(
    content: Client, family: Family
) -> None:
    hide(family)

    child = family.children["navy"]
    page = content.get(reverse("admin:catalogue_product_preview", args=(child.pk,)))

    assert page.context["page"].choices.shown.product_id == child.pk


def test_product_without_a_price_says_what_is_missing(content: Client, family: Family) -> None:
    address = hide(family)
    StockRecord.objects.update(price=None)

    page = content.get(address, follow=True)

    assert "give the product a kind and a price first" in page.content.decode()


def test_others_see_no_preview(client: Client, family: Family) -> None:
    address = hide(family)

    assert client.get(address).status_code == 302
    assert client.get(family.parent.get_absolute_url()).status_code == 410


def test_preview_is_not_posted_to(content: Client, family: Family) -> None:
    assert content.post(hide(family)).status_code == 405
