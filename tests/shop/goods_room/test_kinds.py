"""A store that was just set up: kinds of goods are made by a command, the rest on the desk."""

from io import StringIO

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests.shop.goods import settle
from tests.shop.goods_room.pages import find_errors, read_form

Kind = get_model("catalogue", "ProductClass")


def make_kinds() -> str:
    said = StringIO()
    call_command("make_kinds", stdout=said)
    return said.getvalue()


def test_first_product_of_a_new_store_is_put_up_on_the_desk(manager: Client) -> None:
    make_kinds()
    address = reverse("admin:catalogue_product_add")
    form = read_form(manager, address)
    form |= {
        "title": "Rice-paper tote",
        "description": "For all that a day holds.",
        "structure": "standalone",
        "product_class": Kind.objects.get(name="Tote").pk,
        "is_public": "on",
        "stockrecords-0-partner": get_model("partner", "Partner").objects.get().pk,
        "stockrecords-0-partner_sku": "TOTE",
        "stockrecords-0-price": "18.00",
        "stockrecords-0-num_in_stock": "5",
        "stockrecords-0-landed": "11 + 1.35 + 0.85 + 0",
    }

    saved = manager.post(address, form)
    settle()

    assert saved.status_code == 302, find_errors(saved)
    record = get_model("partner", "StockRecord").objects.get(partner_sku="TOTE")
    page = manager.get(record.product.get_absolute_url())
    assert (page.status_code, record.partner.name) == (200, "Nomi Network store room")


def test_kinds_are_made_once_and_keep_what_staff_set(manager: Client) -> None:
    first = make_kinds()
    Kind.objects.filter(name="Tie").update(track_stock=False)
    attributes = get_model("catalogue", "ProductAttribute").objects.count()

    again = make_kinds()

    assert (first, again) == ("5 kinds of goods are new.\n", "0 kinds of goods are new.\n")
    assert Kind.objects.get(name="Tie").track_stock is False
    assert get_model("catalogue", "ProductAttribute").objects.count() == attributes
