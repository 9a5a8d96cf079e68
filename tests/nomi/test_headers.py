"""What every answer tells the browser to refuse."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from nomi.demo.catalogue import seed_catalogue
from tests.nomi.desk.test_pages import Offences

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def list_pages() -> Iterator[str]:
    """Return pages that a stranger opens, some of which are not there."""
    seed_catalogue()
    product = get_model("catalogue", "Product").objects.filter(structure="parent").first()
    category = get_model("catalogue", "Category").objects.first()
    yield from ("/", "/nowhere/", "/order/nobody-knows-this/", "/trace/nobody-knows-this/")
    yield from (product.get_absolute_url(), category.get_absolute_url())
    yield reverse("search:search") + "?q=tote"
    for name in (
        "catalogue:index",
        "basket:summary",
        "checkout:index",
        "account_login",
        "account_signup",
        "account_reset_password",
        "impact:home",
        "admin:login",
    ):
        yield reverse(name)


def test_every_page_sends_the_headers(client: Client) -> None:
    answers = {page: client.get(page) for page in list_pages()}

    for page, answer in answers.items():
        sent = {name: answer.headers.get(name) for name in EVERYWHERE}
        strict = {"Referrer-Policy": answer.headers.get("Referrer-Policy")}
        allowed = EVERYWHERE | (strict if strict["Referrer-Policy"] == "no-referrer" else {})
        assert (page, sent) == (page, allowed)
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_every_page_sends_the_strict_policy(client: Client) -> None:
    for page in list_pages():
        policy = client.get(page).headers["Content-Security-Policy"]

        parts = {part.strip() for part in policy.split(";")}
        foreign = [part for part in parts if "http" in part or "*" in part]
        assert (page, POLICY - parts) == (page, set())
        assert "unsafe" not in policy
        assert [part.split()[:2] for part in foreign] == [["form-action", "'self'"]]


def test_public_pages_carry_nothing_the_policy_forbids(client: Client) -> None:
    for page in list_pages():
        offences = Offences()
        offences.feed(client.get(page).content.decode())

        assert (page, offences.found) == (page, [])


def test_static_files_send_the_headers(client: Client) -> None:
    answer = client.get("/static/css/tokens.css")
    answer.close()

    assert answer.status_code == 200
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
