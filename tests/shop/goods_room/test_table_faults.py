"""Faults of a table are told in words with their lines, and nothing is done."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.shop.goods import Family
from tests.shop.goods_room.tables import StockRecord, do, find_faults, make_table, read_all

pytestmark = pytest.mark.django_db


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
