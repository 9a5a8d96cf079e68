"""Half-way through the checkout: what was filled in is kept, for its shopper, and not for long."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from shop.basket.middleware import sign_basket
from shop.checkout.models import KeptDraft
from shop.checkout.tasks import forget_drafts
from shop.privacy.queries import collect_data
from shop.privacy.services import erase_shopper
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import PaymentAttempt
from tests.failure_cases.conftest import stripe
from tests.failure_cases.shoppers import ADDRESS, Browser, list_orders
from tests.shop.shopping import make_basket, make_country, make_product, make_user

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db(transaction=True)
WISH = {"method": "us-express", "note": "With love", "wraps": "on"}
EXPRESS = "/checkout/express/"
REVIEW = "/checkout/review/"


@pytest.fixture
def shopper() -> Browser:
    """Return the browser of a guest who has one tote in her basket."""
    make_country("US")
    browser = Browser()
    browser.add(make_product())
    return browser


def fill_in(browser: Client) -> None:
    browser.post("/checkout/", ADDRESS)
    browser.post("/checkout/delivery/", WISH)


def lose_session(browser: Client) -> None:
    """Take the browser its cookie and the store every session, in the cache and the table."""
    browser.cookies.pop("sessionid", None)
    Session.objects.all().delete()
    cache.clear()


def test_a_lost_session_keeps_basket_address_delivery_and_note(
    stripe: Any, shopper: Browser
) -> None:
    fill_in(shopper)

    lose_session(shopper)

    review = shopper.get(REVIEW)
    page = review.content.decode()
    assert all(text in page for text in ("Tote", "1 Test Street", "With love", "guest@example.org"))
    assert review.context["quote"].rate.code == "us-express"
    assert review.context["quote"].wrap_minor > 0
    assert shopper.pay(review.context["quote"].fingerprint).status_code == 303
    assert [status for _number, status in list_orders()] == ["Awaiting payment"]


def test_a_lost_session_keeps_what_was_filled_in_on_the_one_page(
    stripe: Any, shopper: Browser
) -> None:
    shopper.post(EXPRESS, {**ADDRESS, **WISH})

    lose_session(shopper)

    page = shopper.get(EXPRESS)
    text = page.content.decode()
    assert page.context["sheet"].chosen == "us-express"
    assert all(typed in text for typed in ('value="1 Test Street"', "With love"))
    data = {**ADDRESS, **WISH, "expected": page.context["quote"].fingerprint, "pay": "yes"}
    assert shopper.post(EXPRESS, data).status_code == 303


def test_signed_in_shopper_finds_it_again_after_signing_in_again(shopper: Browser) -> None:
    user = make_user()
    shopper.force_login(user)
    shopper.add(make_product())
    fill_in(shopper)

    lose_session(shopper)
    signed_out = shopper.get("/checkout/", follow=True)
    shopper.force_login(user)

    assert "1 Test Street" not in signed_out.content.decode()
    assert "1 Test Street" in shopper.get(REVIEW).content.decode()


def test_nobody_reads_it_without_the_key_to_the_basket(shopper: Browser) -> None:
    fill_in(shopper)
    basket = KeptDraft.objects.get().basket
    other = sign_basket(make_basket((make_product(), 1)).pk)
    forged = (sign_basket(basket.pk)[:-1] + "!", f"{basket.pk}", other)
    pages = []

    for cookie in ("", *forged):
        stranger = Client()
        stranger.cookies["basket"] = cookie
        pages += [stranger.get(path, follow=True) for path in ("/checkout/", REVIEW, EXPRESS)]

    assert [page.status_code for page in pages] == [200] * 12
    assert not any("1 Test Street" in page.content.decode() for page in pages)


def test_signing_in_half_way_brings_it_along_into_an_older_basket(shopper: Browser) -> None:
    user = make_user()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    own = make_basket((make_product(title="Scarf"), 1), owner=user)
    KeptDraft.objects.create(basket=own, told={}, kept_at=timezone.now() - timedelta(hours=1))
    fill_in(shopper)

    shopper.post("/account/login/", {"login": user.email, "password": "long-enough-words"})

    page = shopper.get(REVIEW).content.decode()
    assert all(text in page for text in ("Scarf", "Tote", "1 Test Street", "With love"))
    assert KeptDraft.objects.get().basket_id == own.pk


def test_who_signs_in_half_way_reads_where_her_receipt_really_goes(
    stripe: Any, shopper: Browser
) -> None:
    user = make_user()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    fill_in(shopper)

    shopper.post("/account/login/", {"login": user.email, "password": "long-enough-words"})
    review = shopper.get(REVIEW)
    shopper.pay(review.context["quote"].fingerprint)

    order = PaymentAttempt.objects.get().order
    assert order.email == user.email
    assert f"Receipt to {order.email}" in " ".join(review.content.decode().split())


def test_signing_out_leaves_nothing_for_the_next_one_at_this_browser(shopper: Browser) -> None:
    shopper.force_login(make_user())
    shopper.add(make_product())
    fill_in(shopper)

    shopper.post("/account/logout/")
    shopper.add(make_product())

    assert "1 Test Street" not in shopper.get("/checkout/").content.decode()
    assert shopper.get(REVIEW).headers["Location"] == "/checkout/"


def test_it_is_there_after_a_cancelled_payment_and_gone_when_paid(
    stripe: Any, shopper: Browser
) -> None:
    fill_in(shopper)
    shopper.pay(shopper.look())
    shopper.post("/checkout/cancel/")

    again = shopper.get(REVIEW)
    shopper.pay(again.context["quote"].fingerprint)
    attempt = PaymentAttempt.objects.get(state="open")
    stripe.pay(attempt.session_id)
    kept = KeptDraft.objects.count()
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    assert "1 Test Street" in again.content.decode()
    assert (kept, KeptDraft.objects.count()) == (1, 0)


def test_a_day_later_it_is_not_shown_and_soon_deleted(shopper: Browser) -> None:
    fill_in(shopper)
    young = KeptDraft.objects.create(
        basket=make_basket(), told={}, kept_at=timezone.now() - timedelta(hours=23)
    )
    drafts = KeptDraft.objects.exclude(pk=young.pk)
    drafts.update(kept_at=timezone.now() - timedelta(hours=24))

    asked = shopper.get(REVIEW)
    page = shopper.get("/checkout/").content.decode()
    forget_drafts()

    assert asked.headers["Location"] == "/checkout/"
    assert "1 Test Street" not in page
    assert list(KeptDraft.objects.all()) == [young]


def test_what_an_older_version_of_the_store_kept_is_asked_for_again(shopper: Browser) -> None:
    fill_in(shopper)
    KeptDraft.objects.update(told={"email": "guest@example.org", "address": {"street": "?"}})

    asked = shopper.get(REVIEW)

    assert asked.headers["Location"] == "/checkout/"
    assert shopper.get("/checkout/").status_code == 200


def test_pay_below_an_address_that_another_tab_has_changed_is_asked_again(
    stripe: Any, shopper: Browser
) -> None:
    fill_in(shopper)
    seen = shopper.get(REVIEW)
    shown = {
        "expected": seen.context["quote"].fingerprint,
        "draft_shown": seen.context["draft"].mark,
    }
    shopper.post("/checkout/", {**ADDRESS, "line1": "9 Other Street"})

    refused = shopper.post(REVIEW, shown)

    assert f'name="draft_shown" value="{shown["draft_shown"]}"' in seen.content.decode()
    assert refused.status_code == 409
    assert "changed in another tab or on another device" in refused.content.decode()
    assert list_orders() == []
    mark = refused.context["draft"].mark
    assert shopper.post(REVIEW, {**shown, "draft_shown": mark}).status_code == 303


def test_it_is_part_of_the_shoppers_data_and_erased_with_her(shopper: Browser) -> None:
    user = make_user()
    shopper.force_login(user)
    shopper.add(make_product())
    fill_in(shopper)

    (row,) = collect_data(user=user)["drafts"]
    erase_shopper(user_id=user.pk, now=timezone.now())

    told = (row["told_email"], row["told_address_line1"], row["told_present_note"])
    assert told == ("ada@example.org", "1 Test Street", "With love")
    assert KeptDraft.objects.count() == 0
