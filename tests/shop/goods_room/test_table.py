"""The catalogue as a table: looked at first, all or nothing, and back again unchanged."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from oscar.core.loading import get_model

from nomi.demo.catalogue import seed_catalogue
from nomi.platform.tables import TableRefused
from shop.costing.models import LandedCost
from shop.goods.table import applying, import_table, list_rows, list_template_rows, plan_table
from shop.goods.table.columns import COLUMNS, CellRefused, read_cell, tidy, write_cell
from shop.search.models import ProductCard
from tests.shop.goods import Family, make_category, make_family, settle
from tests.shop.racing import race

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
HEAD = "upc,parent upc,sku,title,kind,category,colour,public,price,stock"


@pytest.fixture
def address() -> str:
    return reverse("admin:catalogue_product_table")


def read_all() -> tuple[Any, ...]:
    return (
        list(Product.objects.order_by("pk").values_list()),
        list(StockRecord.objects.order_by("pk").values_list()),
        list(LandedCost.objects.order_by("pk").values_list()),
        list(get_model("catalogue", "ProductCategory").objects.order_by("pk").values_list()),
        list(get_model("catalogue", "ProductAttributeValue").objects.order_by("pk").values_list()),
    )


def make_table(*lines: str, head: str = HEAD) -> str:
    return "\n".join([head, *lines]) + "\n"


def write_table(rows: Iterator[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def plan(text: str) -> Any:
    return plan_table(text=text, on=timezone.localdate())


def do(text: str) -> Any:
    return import_table(text=text, fingerprint=plan(text).fingerprint, now=timezone.now())


def find_faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(TableRefused) as refused:
        plan(text)
    return [(fault.line, fault.words) for fault in refused.value.faults]


def test_table_is_looked_at_and_then_done(manager: Client, family: Family, address: str) -> None:
    record = family.record("navy")
    text = make_table(
        f",,{record.partner_sku},,,,,no,19.50,12",
        "BAG,,,Striped tote,tote,bags,,yes,,",
        'BAG-N,BAG,BAG-N,"Striped tote, navy",,,NAVY,yes,21.00,7',
        "CARD,,CARD,Card holder,Tote,Bags,,,12.00,",
    )
    before = read_all()

    look = manager.post(address, {"file": SimpleUploadedFile("goods.csv", text.encode())})
    after_look = read_all()
    kept = look.context["form"]["text"].value().replace("\n", "\r\n")
    confirm = look.context["plan"].fingerprint
    done = manager.post(address, {"text": kept, "confirm": confirm}, follow=True)
    settle()

    child = Product.objects.get(upc="BAG-N")
    card = StockRecord.objects.get(partner_sku="CARD")
    record.refresh_from_db()
    assert after_look == before
    assert (look.context["made"], look.context["changed"]) == (3, 1)
    assert "price: 18.00 → 19.50" in look.content.decode()
    assert "4 lines were done." in done.content.decode()
    assert (str(record.price), record.num_in_stock, record.product.is_public) == (
        "19.50",
        12,
        False,
    )
    assert (child.parent.title, child.parent.slug) == ("Striped tote", "striped-tote")
    assert [c.name for c in child.parent.categories.all()] == ["Bags"]
    assert child.attribute_values.get().value_option.option == "Navy"
    assert (str(card.price), card.num_in_stock, card.product.is_public) == ("12.00", 0, False)
    assert ProductCard.objects.get(pk=child.parent_id).price_from_minor == 2100
    assert ProductCard.objects.get(pk=family.parent.pk).price_to_minor == 1800


def test_table_done_twice_does_nothing_the_second_time(family: Family) -> None:
    text = make_table("CARD,,CARD,Card holder,Tote,Bags,,yes,12.00,3")
    do(text)
    before = read_all()

    again = do(text)

    assert again.acting == []
    assert read_all() == before


def test_other_table_than_the_one_looked_at_is_not_done(
    manager: Client, family: Family, address: str
) -> None:
    text = make_table("CARD,,CARD,Card holder,Tote,Bags,,yes,12.00,3")
    look = manager.post(address, {"text": text})
    confirm = look.context["plan"].fingerprint
    before = read_all()

    changed = manager.post(address, {"text": text.replace("12.00", "1.00"), "confirm": confirm})

    assert "nothing was changed" in changed.content.decode()
    assert changed.context["form"]["text"].value() == text.replace("12.00", "1.00")
    assert read_all() == before


def test_catalogue_that_moved_since_is_asked_about_again(
    manager: Client, family: Family, address: str
) -> None:
    record = family.record("navy")
    text = make_table(f",,{record.partner_sku},,,,,,19.50,")
    look = manager.post(address, {"text": text})
    StockRecord.objects.filter(pk=record.pk).update(price="17.00")
    before = read_all()

    moved = manager.post(address, {"text": text, "confirm": look.context["plan"].fingerprint})

    assert "nothing was changed" in moved.content.decode()
    assert read_all() == before


FAULTS = {
    "category": ("X,,X,Bag,Tote,Hats,,,,", "There is no category “Hats”."),
    "kind": ("X,,X,Bag,Hat,,,,,", "There is no kind “Hat”."),
    "colour": ("X,,X,Bag,Tote,,Mauve,,,", "There is no colour “Mauve”."),
    "price": ('X,,X,Bag,Tote,,,,"18,50",', "price “18,50” is no amount like 12.50."),
    "low price": ("X,,X,Bag,Tote,,,,-1,", "price “-1” is no amount like 12.50."),
    "stock": ("X,,X,Bag,Tote,,,,,-1", "stock “-1” is no whole number up to a million."),
    "much": ("X,,X,Bag,Tote,,,,,1000001", "stock “1000001” is no whole number up to a million."),
    "public": ("X,,X,Bag,Tote,,,maybe,,", "public “maybe” says neither yes nor no."),
    "long": (f"X,,X,{'x' * 256},Tote,,,,,", f"title “{'x' * 40}” has more than 255 letters."),
    "formula": (
        "X,,X,=1+1,Tote,,,,,",
        "title “=1+1” begins like a formula (= + - @); put an apostrophe before it.",
    ),
    "short": ("1.23E+12,,X,Bag,Tote,,,,,", ("upc “1.23E+12” was shortened by the spreadsheet; make"
              " the column text.")),
    "codes": (",,,Bag,Tote,,,,,", "Give a UPC or a SKU."),
    "title": ("X,,X,,Tote,,,,,", "A new product needs a title."),
    "parent": ("X,NONE,X,Bag,,,,,,", "There is no product with variants “NONE”."),
    "number": ("#77777,,,Bag,,,,,,", "There is no product #77777 without a UPC."),
    "few cells": ("X,,X,Bag", "4 cells instead of 10."),
    "held": (",,{held},,,,,,,3", "Orders hold 4 pieces; there cannot be fewer."),
    "variant's kind": (",,{held},,Tote,,,,,", ("A variant has its product's kind; leave the cell"
                       " empty.")),
    "variant's shelf": (",,{held},,,Bags,,,,", ("A variant stands in its product's categories;"
                        " leave the cell empty.")),
    "parent's price": ("#{parent},,,,,,,,1.00,", ("A product with variants has no SKU, price, cost"
                       " or stock itself.")),
    "other's sku": ("#{parent},,{held},,,,,,,", "The SKU “{held}” belongs to product #{navy}."),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_fault_is_told_with_its_line(family: Family, kind: str) -> None:
    record = family.record("navy")
    StockRecord.objects.filter(pk=record.pk).update(num_allocated=4)
    names = {
        "{held}": record.partner_sku,
        "{parent}": str(family.parent.pk),
        "{navy}": str(record.product_id),
    }
    line, words = FAULTS[kind]
    for name, text in names.items():
        line, words = line.replace(name, text), words.replace(name, text)
    before = read_all()

    faults = find_faults(make_table("OK,,OK,Good line,Tote,,,,1.00,1", line))

    assert faults == [(3, words)]
    assert read_all() == before


def test_every_fault_is_told_at_once(family: Family) -> None:
    text = make_table(
        "A,,A,Bag,Tote,Hats,,,,", "A,,A,Bag,Tote,,,,x,", "B,,A,Bag,Tote,Bags,,,1.00,1"
    )

    assert [line for line, _words in find_faults(text)] == [2, 3, 3, 3, 4]


def test_costs_come_in_four_parts_or_none(family: Family) -> None:
    head = "upc,sku,purchase,freight,duty,handling"
    record = family.record("navy")

    some = find_faults(make_table(f",{record.partner_sku},1.00,,,", head=head))
    none = find_faults(make_table(f",{record.partner_sku},0,0,0,0", head=head))
    do(make_table(f",{record.partner_sku},11.00,1.35,0.85,0.60", head=head))

    cost = record.landed_costs.get(effective_on=timezone.localdate())
    assert some == [(2, "Give all four parts of the landed cost, or none.")]
    assert none == [(2, "A piece costs something: one part is above nothing.")]
    assert cost.landed_minor == 1380


HEADS = {
    "missing": ("upc,title", "The column “sku” is missing."),
    "unknown": ("upc,sku,cost", "The column “cost” is unknown."),
    "twice": ("upc,sku,sku", "The column “sku” stands there twice."),
}


@pytest.mark.parametrize("kind", HEADS)
def test_wrong_head_is_refused(kind: str) -> None:
    head, words = HEADS[kind]

    assert find_faults(make_table("1,2,3", head=head)) == [(1, words)]


def test_too_many_lines_are_refused() -> None:
    text = make_table(*(f"{n},{n}" for n in range(5_001)), head="upc,sku")

    assert find_faults(text) == [(5_002, "More than 5000 lines; bring the table in parts.")]


BAD_FILES = {
    "empty": b"",
    "bytes": b"\xff\xfe\x00",
    "nul": b"upc,sku\n1,\x00\n",
    "large": b"x" * 2_000_001,
    "head only": b"upc,sku\n",
    "quote": b'upc,sku\n"' + b"x" * 140_000,
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_file_that_is_no_table_is_refused_in_words(
    manager: Client, family: Family, address: str, kind: str
) -> None:
    before = read_all()

    page = manager.post(address, {"file": SimpleUploadedFile("goods.csv", BAD_FILES[kind])})

    assert page.status_code == 200
    assert list(page.context["form"].non_field_errors()) != []
    assert read_all() == before


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
        both.wait(timeout=20)
        return found

    monkeypatch.setattr(applying, "_lock", lambda _text, **_given: None)
    monkeypatch.setattr(applying, "plan_table", plan_together)

    assert _import_twice_at_once() == {"TablePlan": 2}
