"""What tests of the table do: write one, plan it, do it and read its faults."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from nomi.platform.tables import TableRefused
from shop.costing.models import LandedCost
from shop.goods.table import import_table, plan_table

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
HEAD = "upc,parent upc,sku,title,kind,category,colour,public,price,stock"


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
