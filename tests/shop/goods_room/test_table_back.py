"""A table that was taken out comes back and changes nothing; two presses do it once."""

import csv
import io
from collections import Counter
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nomi.demo.catalogue import seed_catalogue
from shop.goods.table import applying, import_table, list_rows, list_template_rows, plan_table
from shop.goods.table.columns import COLUMNS, CellRefused, read_cell, tidy, write_cell
from tests.shop.goods import Family, make_category, make_family, settle
from tests.shop.goods_room.tables import (
    Product,
    StockRecord,
    do,
    make_table,
    plan,
    read_all,
    write_table,
)
from tests.shop.racing import race

pytestmark = pytest.mark.django_db


def test_all_seeds_brought_back_change_nothing() -> None:
    seed_catalogue()
    settle()
    before = read_all()

    text = write_table(list_rows(on=timezone.localdate()))
    browser = text.replace("\r\n", "\n").replace("\n", "\r\n")
    outcome = do(browser)

    assert outcome.acting == []
    assert len(outcome.steps) == Product.objects.count()
    assert read_all() == before


def test_words_like_formulas_come_back_unchanged(family: Family) -> None:
    words = ["=1+1", "'=1+1", "''x", "+plus", "-5", "'tis", '@x, "y"', "a\nb", "<b>bold</b> & co"]
    for number, text in enumerate(words):
        Product.objects.create(
            title=text.replace("\n", " "),
            description=text,
            upc=f"W{number}",
            product_class=family.parent.product_class,
        )
    before = read_all()

    text = write_table(list_rows(on=timezone.localdate()))

    assert do(text).acting == []
    assert read_all() == before


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_cell_written_is_read_back_and_runs_nowhere(text: str) -> None:
    cell = write_cell(tidy(text))

    try:
        back = read_cell(cell)
    except CellRefused:
        pytest.fail("a cell of ours is refused")

    assert back == tidy(text)
    assert write_cell(cell).startswith(cell[:1] or "")


def test_export_is_a_table_of_the_columns(manager: Client, family: Family) -> None:
    answer = manager.get(reverse("admin:catalogue_product_table_export"))

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert rows[0] == list(COLUMNS)
    assert [row[2] for row in rows[1:]] == [
        "",
        *StockRecord.objects.order_by("pk").values_list("partner_sku", flat=True),
    ]


def test_template_is_a_table_that_works(family: Family) -> None:
    assert len(plan(write_table(list_template_rows())).acting) == 2


def test_export_asks_as_often_for_many_as_for_few(
    family: Family, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(13):
        list(list_rows(on=timezone.localdate()))
    seed_catalogue()

    with django_assert_num_queries(13):
        list(list_rows(on=timezone.localdate()))


def test_content_brings_and_takes_no_table(content: Client, family: Family, address: str) -> None:
    text = make_table("CARD,,CARD,Card holder,Tote,Bags,,yes,12.00,3")
    before = read_all()

    answers = [
        content.get(address),
        content.post(address, {"text": text, "confirm": plan(text).fingerprint}),
        content.get(reverse("admin:catalogue_product_table_template")),
        content.get(reverse("admin:catalogue_product_table_export")),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert read_all() == before


def test_product_without_stock_gets_it_from_a_table(family: Family) -> None:
    bare = Product.objects.create(
        structure="child", parent=family.parent, title="Bare", slug="bare", upc="BARE"
    )
    head = "upc,sku,price,stock,purchase,freight,duty,handling,category"

    do(make_table("BARE,BARE-1,9.00,2,1.00,1.00,1.00,1.00,", head=head))

    record = bare.stockrecords.get()
    assert (str(record.price), record.num_in_stock, record.partner_sku) == ("9.00", 2, "BARE-1")
    assert record.landed_costs.get().landed_minor == 400


def test_categories_of_a_line_replace_those_there_were(family: Family) -> None:
    make_category("Gifts")
    Product.objects.filter(pk=family.parent.pk).update(upc="TOTE")

    do(make_table("TOTE,,Gifts", head="upc,sku,category"))

    assert [c.name for c in family.parent.categories.all()] == ["Gifts"]


def _import_twice_at_once() -> Counter[str]:
    record = make_family().record("navy")
    text = make_table(f",,{record.partner_sku},,,,,,19.50,")
    now = timezone.now()
    call = partial(import_table, text=text, fingerprint=plan(text).fingerprint, now=now)
    return Counter(type(result).__name__ for result in race(call, call))


@pytest.mark.django_db(transaction=True)
def test_double_click_imports_once() -> None:
    assert _import_twice_at_once() == {"TablePlan": 1, "TableMoved": 1}


@pytest.mark.django_db(transaction=True)
def test_double_click_imports_twice_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Barrier(2)

    def plan_together(**given: Any) -> Any:
        found = plan_table(**given)
        both.wait(timeout=60)
        return found

    monkeypatch.setattr(applying, "_lock", lambda _text, **_given: None)
    monkeypatch.setattr(applying, "plan_table", plan_together)

    assert _import_twice_at_once() == {"TablePlan": 2}
