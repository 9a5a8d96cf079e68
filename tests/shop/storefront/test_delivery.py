"""The product page says what delivery costs and when it arrives, wherever it goes."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from shop.shipping.arriving import Arrival, get_arrival
from shop.shipping.rates import RATES
from shop.storefront.delivery import list_ways_there
from tests.shop.goods import make_family, settle

FRIDAY = date(2026, 11, 27)


def test_every_way_to_every_zone_has_its_price_and_its_days() -> None:
    ways = list_ways_there(grams=600, on=FRIDAY)

    assert [(str(way.zone), str(way.name), way.price) for way in ways] == [
        ("United States", "Standard delivery", "$7.95"),
        ("United States", "Express delivery", "$22.95"),
        ("Canada", "Delivery to Canada", "$16.95"),
        ("All other countries", "International delivery", "$26.95"),
    ]
    assert ways[0].arrival == Arrival(first=date(2026, 12, 2), last=date(2026, 12, 9))


@pytest.mark.django_db
def test_product_page_shows_the_days_of_an_order_of_today(client: Client) -> None:
    family = make_family()
    settle()

    html = client.get(family.parent.get_absolute_url()).content.decode()

    there = get_arrival(rate=RATES["CA"][0], ordered_on=timezone.localdate())
    days = [date_format(day, "j M") for day in (there.first, there.last)]
    assert " – ".join(days) in html
