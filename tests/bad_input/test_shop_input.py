"""Bad input over real addresses: words or a 4xx, never a 500, and nothing lost."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from impact.shares.models import SaleLine
from nomi.platform.tokens.models import PrivateToken
from shop.order.links import get_order_token, get_trace_path
from shop.stripe_checkout import services
from shop.stripe_checkout.models import Alarm, PaymentAttempt, StripeEvent
from tests.failure_cases import scenes
from tests.failure_cases.shoppers import ADDRESS, Browser
from tests.shop.shopping import (
    count_everything,
    get_record,
    make_country,
    make_product,
    make_user,
    make_voucher,
)

pytestmark = pytest.mark.django_db
MEGABYTE = "m" * 1_000_000
NOWHERE = ("0", "-1", "9" * 21, "%00", "%F0%9F%91%9C", "x" * 4_000, "1'%20OR%20'1'='1")


def _fill(browser: Browser, product: Any, quantity: int = 2) -> Browser:
    browser.raise_request_exception = False
    browser.add(product, quantity)
    return browser


@pytest.mark.parametrize(
    "signature", ["", "t=1,v1=0", "t=1,v1=\u00e9", "v1", "t=1", "=,=,=", "x" * 5_000]
)
def test_a_wrong_signature_is_400_counted_and_changes_nothing(signature: str) -> None:
    make_product()
    before = count_everything()

    answer = Client(raise_request_exception=False).post(
        "/stripe/webhook/",
        data=b'{"id": "evt_1"}',
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )

    assert answer.status_code == 400
    assert StripeEvent.objects.count() == 0
    assert Alarm.objects.get(kind="bad_signature").times == 1
    assert count_everything() == before


@pytest.mark.parametrize("path", ["", "delivery/", "review/", "resume/", "cancel/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_empty_basket_leads_back_to_the_basket(path: str, method: str) -> None:
    browser = Browser(raise_request_exception=False)

    answer = getattr(browser, method)(f"/checkout/{path}", ADDRESS)

    assert answer.status_code in {302, 405}
    assert get_model("order", "Order").objects.count() == 0


@pytest.mark.parametrize("country", ["ZZ", "", "US'--", "\0", MEGABYTE, "KP"])
def test_an_unknown_country_is_refused_in_words_and_keeps_what_was_typed(country: str) -> None:
    make_country("US")
    make_country("KP", is_served=False)
    browser = _fill(Browser(), make_product())
    before = count_everything()

    answer = browser.post("/checkout/", {**ADDRESS, "country": country})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["country"]
    assert answer.context["form"]["city"].value() == "New York"
    assert count_everything() == before


def test_a_product_withdrawn_meanwhile_is_named_at_pay_and_the_basket_kept() -> None:
    product = make_product(title="Slim tie")
    browser = _fill(Browser(), product)
    expected = browser.go_to_review()
    type(product).objects.update(is_public=False)
    before = count_everything()

    answer = browser.pay(expected)

    assert answer.status_code == 409
    assert "Slim tie" in answer.context["error"]
    assert count_everything() == before


@pytest.mark.parametrize("expected", ["", "0", "\0", "x" * 5_000, MEGABYTE, "'; --"])
def test_pay_with_a_forged_fingerprint_asks_again(expected: str) -> None:
    browser = _fill(Browser(), make_product())
    browser.go_to_review()
    before = count_everything()

    assert browser.pay(expected).status_code == 409
    assert count_everything() == before


def test_a_price_changed_before_pay_is_asked_again_with_the_basket_kept() -> None:
    product = make_product()
    browser = _fill(Browser(), product)
    expected = browser.go_to_review()
    type(get_record(product)).objects.update(price="19.00")
    before = count_everything()

    answer = browser.pay(expected)

    assert (answer.status_code, answer.context["quote"].goods_minor) == (409, 3800)
    assert count_everything() == before


def test_a_code_on_an_empty_basket_is_refused_in_words() -> None:
    make_voucher(code="TEN")
    browser = Browser(raise_request_exception=False)

    added = browser.post("/basket/vouchers/", {"code": "TEN"})
    removed = browser.post("/basket/vouchers/remove/", {"code": "TEN"})

    assert (added.status_code, removed.status_code) == (422, 302)
    assert added.context["code_error"] != ""
    assert get_model("basket", "Basket").objects.count() == 0


PRIVATE = (
    ("get", "/checkout/return/{}/", 302),
    ("post", "/checkout/return/{}/cancel/", 302),
    ("get", "/order/{}/", 200),
    ("post", "/order/{}/", 422),
    ("get", "/order/{}/invoice.pdf", 302),
    ("get", "/order/{}/return/", 302),
    ("get", "/trace/{}/", 404),
    ("get", "/checkout/thank-you/{}/", 302),
    ("post", "/checkout/thank-you/{}/email/", 302),
)


@pytest.mark.parametrize(("method", "path", "status"), PRIVATE)
def test_forged_tokens_of_every_kind_get_one_answer(
    method: str, path: str, status: int, stripe: Any
) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    good, trace = get_order_token(order=order), get_trace_path(order=order).split("/")[2]
    wrong_purpose = good if "trace" in path else trace
    expired = trace if "trace" in path else good
    browser = Browser(raise_request_exception=False)

    def ask(token: str, email: str = "buyer@example.org") -> tuple[int, str, bytes]:
        answer = getattr(browser, method)(path.format(token), {"email": email})
        place = answer.headers.get("Location", "").replace(token, "")
        # the page in another language has the address that was asked for
        page = answer.content.replace(token.encode(), b"")
        return answer.status_code, place, re.sub(rb"csrf\S+ value=\S+", b"", page)

    answers = {ask(word) for word in (wrong_purpose, good[:-1], good.upper(), order.number)}
    PrivateToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answers.add(ask(expired))

    [(found, place, _page)] = answers
    assert (found, place) == (status, "/order//" if status == 302 else "")
    assert {ask(word)[0] for word in NOWHERE} <= {400, 404, status}
    assert PaymentAttempt.objects.get().state == attempt.state
    assert scenes.count_effects(order) == scenes.UNPAID


@pytest.mark.parametrize("page", ["0", "-1", "1000000000", "9" * 30, "two", "", "%00", "1.5"])
@pytest.mark.parametrize("path", ["/shop/", "/search/", "/account/orders/", "/impact/"])
def test_pages_that_do_not_exist_are_no_error_of_ours(path: str, page: str) -> None:
    make_product()
    browser = Browser(raise_request_exception=False)
    browser.force_login(make_user())

    answer = browser.get(f"{path}?q=tote&page={page}")

    assert answer.status_code in {200, 302, 400, 404}


FORMS = (
    ("/basket/add/{product}/", ("quantity", "variant")),
    ("/basket/lines/{line}/", ("quantity",)),
    ("/basket/lines/{line}/remove/", ("x",)),
    ("/basket/vouchers/", ("code",)),
    ("/basket/vouchers/remove/", ("code",)),
    ("/checkout/", tuple(ADDRESS)),
    ("/checkout/delivery/", ("method",)),
    ("/checkout/review/", ("expected",)),
    ("/checkout/thank-you/{token}/email/", ("email",)),
    ("/checkout/return/{token}/cancel/", ("x",)),
    ("/account/login/", ("login", "password", "next")),
    ("/account/signup/", ("email", "password1", "next")),
    ("/account/password/reset/", ("email",)),
    ("/admin/login/", ("username", "password", "next")),
)


def _list_fields() -> Iterator[tuple[str, str]]:
    for path, names in FORMS:
        for name in names:
            yield path, name


@pytest.mark.parametrize(("path", "name"), list(_list_fields()))
def test_a_megabyte_in_a_field_is_refused_and_loses_nothing(path: str, name: str) -> None:
    product, order = make_product(), scenes.make_order()
    browser = _fill(Browser(), product)
    browser.go_to_review()
    line = get_model("basket", "Line").objects.get()
    address = path.format(product=product.pk, line=line.pk, token=get_order_token(order=order))
    before = count_everything()

    answer = browser.post(address, {**ADDRESS, "quantity": "1", "x": "", name: MEGABYTE})

    assert answer.status_code < 500
    assert len(answer.content) < 100_000 + len(MEGABYTE) * 2
    if name != "x":
        assert count_everything() == before


def test_three_megabytes_are_refused_before_they_are_read() -> None:
    browser = _fill(Browser(), make_product())
    before = count_everything()

    answer = browser.post("/checkout/", {**ADDRESS, "line1": MEGABYTE * 3})

    assert answer.status_code == 400
    assert count_everything() == before


def test_goods_sold_below_their_landed_cost_have_no_share_and_staff_are_warned(
    stripe: Any, staff_client: Client
) -> None:
    browser = _fill(Browser(), make_product(price="18.00", landed_minor=1801), quantity=1)
    browser.pay(browser.go_to_review())
    attempt = PaymentAttempt.objects.get()
    stripe.pay(attempt.session_id)

    services.settle(attempt_id=attempt.pk, now=timezone.now())

    line = SaleLine.objects.get()
    assert (line.share_minor, line.alert) == (0, "sold_below_cost")
    assert (
        attempt.order.number
        in staff_client.get("/admin/shares/saleline/?alert=sold_below_cost").content.decode()
    )
