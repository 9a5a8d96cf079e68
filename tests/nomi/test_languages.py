"""English where it always was, Spanish and Khmer beside it, and the address alone decides."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import translation
from oscar.core.loading import get_model

from nomi.platform.languages import (
    KEY,
    in_kept_language,
    in_store_language,
    list_language_links,
)
from shop.order.links import get_order_token
from shop.shipping.countries import list_countries
from tests.failure_cases.conftest import stripe  # noqa: F401 - the stand-in, as a fixture
from tests.shop.checkout.test_guest_checkout import ADDRESS
from tests.shop.goods import make_family
from tests.shop.shopping import make_country, make_product

PREFIXES = {"en": "", "es": "/es", "km": "/km"}
UNTRANSLATED = (
    "/admin/",
    "/dashboard/",
    "/stripe/webhook/",
    "/robots.txt",
    "/sitemap.xml",
    "/new.rss",
    "/feeds/google.xml",
    "/media/x.png",
    "/static/css/base.css",
    "/trace/a/proof.json",
    "/checkout/return/a/",
)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "prefix"), PREFIXES.items())
@pytest.mark.parametrize("path", ["/", "/shop/", "/search/?q=tote", "/impact/", "/basket/"])
def test_page_says_its_language_and_leads_on_within_it(
    path: str, language: str, prefix: str, client: Client
) -> None:
    make_family()

    response = client.get(prefix + path)

    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    assert response.headers["Content-Language"] == language
    assert f'href="{prefix}/basket/"' in html
    assert f'href="{prefix}/impact/"' in html


@pytest.mark.django_db
def test_english_page_is_the_same_whatever_the_browser_wishes(client: Client) -> None:
    make_family()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "km"

    plain = Client().get("/shop/")
    wished = client.get("/shop/", headers={"accept-language": "es-MX,es;q=0.9"})

    assert wished.status_code == 200
    assert wished.content == plain.content
    assert wished.headers.get("Vary", "") in {"", "Accept-Encoding"}


@pytest.mark.django_db
def test_footer_leads_to_the_same_list_in_the_other_languages(client: Client) -> None:
    make_family()

    html = client.get("/es/shop/?colour=navy&utm_source=x").content.decode()

    links = re.findall(r'<a\s+href="([^"]+)"\s+lang="(\w+)"\s+hreflang="(\w+)"', html)
    assert links == [
        ("/shop/?colour=navy", "en", "en"),
        ("/es/shop/?colour=navy", "es", "es"),
        ("/km/shop/?colour=navy", "km", "km"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", ["/", "/shop/", "product", "/impact/", "/impact/how-it-works/", "/about/"]
)
def test_public_page_names_its_alternates_for_search_engines(page: str, client: Client) -> None:
    family = make_family()
    path = family.parent.get_absolute_url() if page == "product" else page

    for prefix in PREFIXES.values():
        html = client.get(prefix + path).content.decode()

        found = re.findall(r'rel="alternate"\s+hreflang="([\w-]+)"\s+href="([^"]+)"', html)
        site = settings.SITE_ADDRESS
        assert found == [
            ("en", site + path),
            ("x-default", site + path),
            ("es", f"{site}/es{path}"),
            ("km", f"{site}/km{path}"),
        ]
        [canonical] = re.findall(r'rel="canonical"\s+href="([^"]+)"', html)
        assert canonical == site + prefix + path


@pytest.mark.django_db
@pytest.mark.parametrize("path", UNTRANSLATED)
@pytest.mark.parametrize("prefix", ["/es", "/km", "/en"])
def test_what_only_machines_and_staff_read_has_no_second_address(
    path: str, prefix: str, client: Client
) -> None:
    assert client.get(prefix + path).status_code == 404
    assert list_language_links(address=path) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/shop/", "/es-mx/shop/", "/fr/shop/", "/ES/shop/"])
def test_no_other_address_leads_to_a_page(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_missing_page_is_missing_in_its_language(client: Client) -> None:
    response = client.get("/km/no-such-page/")

    assert response.status_code == 404
    assert '<html lang="km"' in response.content.decode()


@pytest.mark.django_db
def test_language_of_one_request_does_not_reach_the_next(client: Client) -> None:
    client.get("/km/shop/")

    assert translation.get_language() == "en"
    assert reverse("basket:summary") == "/basket/"


def test_addresses_in_a_mail_are_english_ones() -> None:
    assert reverse("order-page", args=("a",)) == "/order/a/"
    assert resolve("/order/a/").url_name == "order-page"


@pytest.mark.parametrize(("kept", "language"), [("km", "km"), ("xx", "en"), (None, "en")])
def test_way_back_from_another_site_answers_in_the_kept_language(
    kept: str | None, language: str, rf: RequestFactory
) -> None:

    request = rf.get("/checkout/return/a/")
    request.session = {KEY: kept} if kept else {}  # type: ignore[assignment]
    view = in_kept_language(lambda _request: HttpResponse(translation.get_language()))

    assert view(request).content.decode() == language
    assert translation.get_language() == "en"


@pytest.mark.django_db(transaction=True)
def test_spanish_checkout_comes_back_from_stripe_in_spanish_and_is_packed_in_english(
    stripe: Any,  # noqa: F811 - the fixture
) -> None:
    make_country("US")
    client = Client()
    product = make_product()
    client.post(f"/es/basket/add/{product.pk}/", {"quantity": "1"})
    assert client.post("/es/checkout/", ADDRESS).headers["Location"] == "/es/checkout/delivery/"
    client.post("/es/checkout/delivery/", {"method": "us-standard"})
    review = client.get("/es/checkout/review/")
    expected = {"expected": review.context["quote"].fingerprint}
    paid = client.post("/es/checkout/review/", expected)
    order = get_model("order", "Order").objects.get()
    stripe.pay(order.payment_attempts.get().session_id)
    token = get_order_token(order=order)

    back = client.get(f"/checkout/return/{token}/")

    assert paid.status_code == 303
    assert order.shipping_method == "Standard delivery"
    assert back.headers["Location"] == f"/es/checkout/thank-you/{token}/"


def test_papers_are_written_in_english_whatever_page_asks() -> None:
    ask = in_store_language(lambda: (translation.get_language(), translation.gettext("Total")))

    with translation.override("es"):
        written = ask()
        after = translation.get_language()

    assert written == ("en", "Total")
    assert after == "es"


@pytest.mark.parametrize("language", ["en", "es", "km"])
def test_money_is_written_alike_in_every_language(language: str) -> None:
    source = (
        "{% load money impact_share %}"
        "{{ 123450|money }} {{ amount|money_of:'USD' }} "
        "{{ 1234|whole_dollars }} {{ -5|whole_dollars }}"
    )

    with translation.override(language):
        text = Template(source).render(Context({"amount": Decimal("1234.50")}))

    assert text == "$1,234.50 $1,234.50 $1,234 −$5"


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "5 May 2026"), ("es", "5 de mayo de 2026"), ("km", "5 ឧសភា 2026")],
)
def test_a_day_is_written_as_its_language_writes_it(language: str, day: str) -> None:
    source = '{% load i18n %}{{ day|date:_("j F Y") }}'

    with translation.override(language):
        assert Template(source).render(Context({"day": date(2026, 5, 5)})) == day


@pytest.mark.django_db
def test_countries_are_named_and_sorted_in_the_language_of_the_page() -> None:
    for code in ("US", "AE", "DE", "EG"):
        make_country(code)

    english = list_countries()
    with translation.override("es"):
        spanish = list_countries()

    assert english == [("US", "US"), ("AE", "AE"), ("DE", "DE"), ("EG", "EG")]
    assert spanish == [
        ("US", "Estados Unidos"),
        ("DE", "Alemania"),
        ("EG", "Egipto"),
        ("AE", "Emiratos Árabes Unidos"),
    ]


@pytest.mark.parametrize("language", PREFIXES)
def test_a_number_is_plain_in_a_template_for_a_form_gives_it_back_as_it_stands(
    language: str,
) -> None:
    with translation.override(language):
        field = Template('<input value="{{ cents }}">').render(Context({"cents": 2_395}))

    assert field == '<input value="2395">'
