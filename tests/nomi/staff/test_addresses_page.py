"""The page of a person's e-mail addresses offers what can be done, and no more."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db
PATH = "/account/email/"


def list_offers(client: Client) -> list[str]:
    page = client.get(PATH).content.decode()
    return re.findall(r'name="action_(\w+)"', page)


@pytest.fixture
def client(client: Client) -> Client:
    user = make_user("first@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": "long-enough-words"})
    return client


def keep(email: str, *, verified: bool) -> None:
    user = EmailAddress.objects.get(primary=True).user
    EmailAddress.objects.create(user=user, email=email, verified=verified)


def test_an_only_address_that_is_confirmed_can_be_added_to(client: Client) -> None:
    assert list_offers(client) == ["add"]


def test_a_confirmed_second_address_can_become_the_first_or_go(client: Client) -> None:
    keep("second@example.org", verified=True)
    offers = list_offers(client)

    client.post(PATH, {"email": "second@example.org", "action_primary": ""})

    assert offers == ["primary", "remove", "add"]
    assert EmailAddress.objects.get(primary=True).email == "second@example.org"


def test_a_second_address_waits_for_its_confirmation_and_can_go(client: Client) -> None:
    keep("second@example.org", verified=False)
    offers = list_offers(client)

    client.post(PATH, {"email": "second@example.org", "action_remove": ""})

    assert offers == ["send", "remove", "add"]
    assert [address.email for address in EmailAddress.objects.all()] == ["first@example.org"]


def test_an_address_that_is_none_is_told_beside_its_field(client: Client) -> None:
    answer = client.post(PATH, {"email": "nobody", "action_add": ""})

    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert 'value="nobody"' in page
    assert EmailAddress.objects.count() == 1
