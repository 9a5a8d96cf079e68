"""The catalogue as a table: looked at first, then done, once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shop.search.models import ProductCard
from tests.shop.goods import Family, settle
from tests.shop.goods_room.tables import Product, StockRecord, do, make_table, read_all

pytestmark = pytest.mark.django_db


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
