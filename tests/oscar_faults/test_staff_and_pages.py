"""Faults 11 to 14: what partner staff see, and what pages and cookies let in."""

import re
from pathlib import Path
from typing import Any

import oscar
import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from oscar import defaults
from oscar.apps.dashboard.orders.views import OrderDetailView, queryset_orders_for_user
from oscar.core.loading import get_model

from nomi.demo.staff import STAFF_EMAIL
from nomi.settings import oscar as our_settings
from tests.shop.shopping import Shopper, make_basket, make_country, make_product

pytestmark = pytest.mark.django_db
STOCK_TEMPLATES = Path(oscar.__file__).parent / "templates" / "oscar"
SCRIPT = "<script>alert(1)</script>"
LISTS = ("reports-index",)


def make_partner_user() -> Any:
    user = get_user_model().objects.create_user("p", "p@partner.example", "x")
    user.user_permissions.add(Permission.objects.get(codename="dashboard_access"))
    return user


def make_shared_order(partner_user: Any) -> Any:
    """Return an order of two partners' goods, the first of them the user's."""
    make_country("US")
    own, foreign = make_product(), make_product()
    partner = get_model("partner", "Partner").objects.create(name="Other", code="other")
    get_model("partner", "StockRecord").objects.filter(product=foreign).update(partner=partner)
    get_model("partner", "StockRecord").objects.get(product=own).partner.users.add(partner_user)
    return Shopper(basket=make_basket((own, 1), (foreign, 1))).pay().order


def test_fault_11_stock_shows_partner_staff_the_lines_of_others_and_the_address() -> None:
    user = make_partner_user()
    order = make_shared_order(user)

    [seen] = queryset_orders_for_user(user).filter(number=order.number)
    page = OrderDetailView()
    page.object = seen

    assert len({line.partner_id for line in page.get_order_lines()}) == 2
    assert seen.shipping_address.line1 == "1 Test Street"


def test_fault_11_partner_staff_reach_no_order_and_no_list(client: Client) -> None:
    user = make_partner_user()
    order = make_shared_order(user)
    client.force_login(user)
    pages = [
        "/dashboard/",
        f"/dashboard/orders/{order.number}/",
        f"/admin/order/order/{order.pk}/change/",
        *(reverse(f"dashboard:{name}") for name in LISTS),
    ]

    answers = {page: client.get(page, follow=True) for page in pages}

    assert {answer.status_code for answer in answers.values()} == {403}
    assert all(b"Test Street" not in answer.content for answer in answers.values())


def make_option_form() -> forms.Form:
    """Return a form as Oscar makes one for a product's options: the option's name is the label."""
    form = forms.Form()
    form.fields["engraving"] = forms.CharField(label=SCRIPT)
    return form


@pytest.mark.parametrize("name", ["partials/form_field.html", "dashboard/partials/form_field.html"])
def test_fault_12_stock_runs_the_name_of_an_option(name: str) -> None:
    source = (STOCK_TEMPLATES / name).read_text()

    page = engines["django"].from_string(source).render({"field": make_option_form()["engraving"]})

    assert SCRIPT in page


def test_fault_12_name_of_an_option_is_text() -> None:
    field = {"field": make_option_form()["engraving"]}

    page = render_to_string("oscar/dashboard/partials/form_field.html", field)

    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


def test_fault_13_stock_loads_jquery_from_another_host() -> None:
    assert "https://ajax.googleapis.com/" in (STOCK_TEMPLATES / "base.html").read_text()


@pytest.mark.filterwarnings("ignore:Pagination may yield")  # Oscar pages over its own lists
def test_fault_13_no_page_loads_a_script_of_another_host(client: Client, shopper: Any) -> None:
    client.force_login(type(shopper).objects.get(email=STAFF_EMAIL))

    for address in ("/", "/basket/", "/account/orders/", "/dashboard/reports/", "/admin/"):
        page = client.get(address)
        sources = re.findall(r"<script[^>]*\ssrc=[\"']([^\"']+)", page.content.decode())
        assert page.status_code == 200
        assert [source for source in sources if not re.match(r"/(?!/)", source)] == []
        assert "script-src 'self';" in page.headers["Content-Security-Policy"] + ";"


def test_fault_14_stock_sends_its_basket_cookie_in_the_open() -> None:
    assert defaults.OSCAR_BASKET_COOKIE_SECURE is False


def test_fault_14_basket_cookie_travels_by_tls_only(client: Client, settings: Any) -> None:
    settings.OSCAR_BASKET_COOKIE_SECURE = our_settings.OSCAR_BASKET_COOKIE_SECURE

    answer = client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})

    cookie = answer.cookies[settings.OSCAR_BASKET_COOKIE_OPEN]
    assert (cookie["secure"], cookie["httponly"]) == (True, True)
