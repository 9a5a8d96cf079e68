"""A copy of a product: whole, not on sale, and made once."""

from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from shop.goods.services import CloneRefused, clone_product, cloning
from tests.shop.goods import Family, settle
from tests.shop.goods_room.pages import make_upload
from tests.shop.racing import race

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")


@pytest.mark.django_db
def test_copy_holds_all_but_pieces_and_cost(family: Family) -> None:
    parent = family.parent
    Product.objects.filter(pk=parent.pk).update(upc="TOTE", meta_title="A tote")
    StockRecord.objects.update(low_stock_threshold=4, num_allocated=2)
    image = parent.images.create(original=make_upload(), caption="A tote")

    copy, is_new = clone_product(product_id=parent.pk)
    settle()

    children = copy.children.order_by("pk")
    records = StockRecord.objects.filter(product__in=children).order_by("pk")
    own = copy.images.get()
    assert (is_new, copy.title, copy.upc, copy.meta_title) == (
        True,
        "Copy of Plain tote",
        "TOTE-COPY",
        "A tote",
    )
    assert {copy.is_public, *children.values_list("is_public", flat=True)} == {False}
    assert [
        (str(r.price), r.num_in_stock, r.num_allocated, r.low_stock_threshold) for r in records
    ] == [("18.00", 0, None, 4)] * 2
    assert [r.partner_sku for r in records] == [f"{parent.pk}-{m}-COPY" for m in family.children]
    assert [c.attribute_values.get().value_option.option for c in children] == ["Natural", "Navy"]
    assert [c.name for c in copy.categories.all()] == ["Bags"]
    assert (own.caption, own.original.name == image.original.name) == ("A tote", False)
    assert default_storage.exists(own.original.name)
    assert sum(record.landed_costs.count() for record in records) == 0


@pytest.mark.django_db
def test_second_press_finds_the_first_copy_until_it_is_used(
    manager: Client, family: Family
) -> None:
    page = reverse("admin:catalogue_product_press", args=(family.parent.pk, "clone"))

    first = manager.post(page)
    second = manager.post(page, follow=True)
    copy = Product.objects.get(title="Copy of Plain tote")
    Product.objects.filter(pk=copy.pk).update(title="Striped tote")
    third = manager.post(page)

    assert first["Location"] == reverse("admin:catalogue_product_change", args=(copy.pk,))
    assert second.redirect_chain[0][0] == first["Location"]
    assert "Nothing was made twice" in second.content.decode()
    assert third["Location"] != first["Location"]
    assert Product.objects.filter(parent=None).count() == 3
    assert StockRecord.objects.filter(partner_sku__endswith="-COPY-2").count() == 2


@pytest.mark.django_db
def test_variant_is_not_copied_alone(family: Family) -> None:
    before = Product.objects.count()

    with pytest.raises(CloneRefused):
        clone_product(product_id=family.children["navy"].pk)

    assert Product.objects.count() == before


@pytest.mark.django_db
def test_content_makes_no_copy(content: Client, family: Family) -> None:
    page = reverse("admin:catalogue_product_press", args=(family.parent.pk, "clone"))

    assert content.post(page).status_code == 403
    assert Product.objects.filter(parent=None).count() == 1


def _copy_twice_at_once() -> int:
    kind = get_model("catalogue", "ProductClass").objects.create(name="Tote")
    product = Product.objects.create(title="Plain tote", structure="parent", product_class=kind)
    race(*[partial(clone_product, product_id=product.pk)] * 2)
    return Product.objects.filter(title="Copy of Plain tote").count()


@pytest.mark.django_db(transaction=True)
def test_double_click_makes_one_copy() -> None:
    assert _copy_twice_at_once() == 1


@pytest.mark.django_db(transaction=True)
def test_double_click_makes_two_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Barrier(2)
    find = cloning._find_copy

    def find_together(product: Any) -> Any:
        found = find(product)
        both.wait(timeout=60)
        return found

    monkeypatch.setattr(cloning, "_lock_product", lambda pk: Product.objects.get(pk=pk))
    monkeypatch.setattr(cloning, "_find_copy", find_together)

    assert _copy_twice_at_once() == 2
