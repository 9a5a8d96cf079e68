"""Staff pages open after a second factor, and not before."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from nomi.demo.logins import DEMO_PASSWORD, DEMO_TOTP_SECRET, SHOPPER_EMAIL, STAFF_EMAIL
from nomi.demo.second_factor import make_code
from nomi.staff import second_factor
from tests.nomi.desk.pages import list_dashboard_pages, walk
from tests.nomi.desk.rows import make_offers
from tests.nomi.desk.test_pages import Offences

SignIn = Callable[..., Client]
STAFF_PAGES = ("/admin/", "/admin/order/order/", "/dashboard/reports/", "/dashboard/orders/N-1/")


def get_staff() -> Any:
    return get_user_model().objects.get(email=STAFF_EMAIL)


def forget_factor() -> None:
    Authenticator.objects.filter(user=get_staff()).delete()


def reauthenticate(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})


def test_password_alone_signs_no_staff_in(sign_in: SignIn) -> None:
    client = sign_in(STAFF_EMAIL, with_code=False)

    assert "_auth_user_id" not in client.session
    assert [client.get(page).status_code for page in STAFF_PAGES] == [302] * len(STAFF_PAGES)


def test_password_and_code_open_the_staff_pages(sign_in: SignIn) -> None:
    client = sign_in(STAFF_EMAIL)

    assert client.get("/admin/").status_code == 200


def test_wrong_code_signs_nobody_in(sign_in: SignIn) -> None:
    client = sign_in(STAFF_EMAIL, with_code=False)

    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert (answer.status_code, "_auth_user_id" in client.session) == (200, False)
    assert "Incorrect code." in answer.text


def test_code_works_once(sign_in: SignIn) -> None:
    sign_in(STAFF_EMAIL)

    assert "_auth_user_id" not in sign_in(STAFF_EMAIL).session


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_staff_without_a_factor_are_led_to_set_one_up(strict: object, page: str) -> None:
    forget_factor()
    client = Client()
    client.force_login(get_staff())

    answers = [client.get(page), client.post(page, {"x": "1"})]

    assert {answer["Location"] for answer in answers} == {reverse("mfa_activate_totp")}


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_session_that_gave_no_code_is_asked_for_one(strict: object, page: str) -> None:
    client = Client()
    client.force_login(get_staff())

    assert client.get(page)["Location"].partition("?")[0] == reverse("mfa_reauthenticate")


def test_every_staff_address_stands_behind_the_rule(strict: object) -> None:
    make_offers()
    client = Client()
    client.force_login(get_staff())
    patterns = [one for one in walk(admin.site.urls[0]) if not one.pattern.converters]
    pages = [
        reverse(f"admin:{one.name}") for one in patterns if one.name and one.name != "app_list"
    ]
    pages += list_dashboard_pages()

    answers = {page: client.get(page) for page in pages}

    assert len(answers) > 60
    assert {answer.status_code for answer in answers.values()} == {302}
    assert {answer["Location"].partition("?")[0] for answer in answers.values()} == {
        reverse("mfa_reauthenticate"),
    }


def test_switch_of_the_demo_lets_staff_in(strict: object, settings: Any) -> None:
    settings.STAFF_WITHOUT_SECOND_FACTOR = True
    client = Client()
    client.post(reverse("account_login"), {"login": STAFF_EMAIL, "password": DEMO_PASSWORD})

    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_staff_set_a_factor_up_and_go_on(strict: SimpleNamespace) -> None:
    forget_factor()
    client = Client()
    client.post(reverse("account_login"), {"login": STAFF_EMAIL, "password": DEMO_PASSWORD})
    reauthenticate(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    client.post(reverse("mfa_activate_totp"), {"code": make_code(secret, at=strict.now)})
    answer = client.get(reverse("mfa_view_recovery_codes"))

    assert answer.status_code == 200
    assert answer.text.count("<li><code>") == 10
    assert client.get("/admin/").status_code == 200
    stored = Authenticator.objects.get(user=get_staff(), type="totp").data["secret"]
    assert secret not in stored
    assert [message.to for message in mail.outbox] == [[STAFF_EMAIL]]


@pytest.mark.django_db(transaction=True)
def test_session_from_before_the_factor_ends_when_it_is_set_up(strict: SimpleNamespace) -> None:
    forget_factor()
    old, new = Client(), Client()
    for client in (old, new):
        client.post(reverse("account_login"), {"login": STAFF_EMAIL, "password": DEMO_PASSWORD})
    assert UserSession.objects.count() == 2
    reauthenticate(new)
    secret = new.get(reverse("mfa_activate_totp")).context["form"].secret
    new.post(reverse("mfa_activate_totp"), {"code": make_code(secret, at=strict.now)})

    assert (old.get("/account/2fa/").status_code, new.get("/account/2fa/").status_code) == (
        302,
        200,
    )


def test_recovery_code_opens_the_account_once(sign_in: SignIn) -> None:
    client = sign_in(STAFF_EMAIL)
    reauthenticate(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]

    again = [sign_in(STAFF_EMAIL, with_code=False) for _ in range(2)]
    for one in again:
        one.post(reverse("mfa_authenticate"), {"code": code})

    assert ["_auth_user_id" in one.session for one in again] == [True, False]


def test_shopper_needs_no_factor(strict: object) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": SHOPPER_EMAIL, "password": DEMO_PASSWORD})

    assert client.get(reverse("mfa_index")).status_code == 200


def test_pages_of_the_factor_obey_the_policy(sign_in: SignIn) -> None:
    asked = sign_in(STAFF_EMAIL, with_code=False).get(reverse("mfa_authenticate"))
    client = sign_in(STAFF_EMAIL)
    reauthenticate(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    names = ("index", "reauthenticate", "view_recovery_codes", "generate_recovery_codes")
    answers = [asked, *(client.get(reverse(f"mfa_{name}")) for name in names)]
    answers.append(client.get(reverse("mfa_deactivate_totp")))
    client.post(reverse("mfa_deactivate_totp"))
    answers.append(client.get(reverse("mfa_activate_totp")))

    for answer in answers:
        offences = Offences()
        offences.feed(answer.text)
        assert (answer.request["PATH_INFO"], answer.status_code, offences.found) == (
            answer.request["PATH_INFO"],
            200,
            [],
        )


def test_fresh_means_within_five_minutes(strict: object) -> None:
    now = timezone.now()
    request = RequestFactory().get("/")
    request.user, request.session = get_staff(), {}
    before = second_factor.is_fresh(request, now=now)
    second_factor.mark_proved(request, user_id=request.user.pk, now=now)

    assert [
        before,
        second_factor.is_fresh(request, now=now + timedelta(seconds=299)),
        second_factor.is_fresh(request, now=now + timedelta(seconds=300)),
        second_factor.is_fresh(request, now=now - timedelta(seconds=1)),
    ] == [False, True, False, False]


def test_mark_of_somebody_else_counts_for_nothing(strict: object) -> None:
    request = RequestFactory().get("/")
    request.user, request.session = get_staff(), {}
    second_factor.mark_proved(request, user_id=request.user.pk + 1, now=timezone.now())

    assert not second_factor.is_proved(request)


def test_reset_takes_the_factor_and_the_sessions(sign_in: SignIn) -> None:
    client = sign_in(STAFF_EMAIL)

    call_command("reset_second_factor", STAFF_EMAIL)

    assert not Authenticator.objects.filter(user=get_staff()).exists()
    assert "_auth_user_id" not in client.session


def test_reset_of_a_stranger_changes_nothing(strict: object) -> None:
    before = Authenticator.objects.count()

    with pytest.raises(CommandError, match="There is no login"):
        call_command("reset_second_factor", "nobody@nomi.example")

    assert Authenticator.objects.count() == before


def test_demo_prints_the_code_of_its_secret() -> None:
    assert make_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at=59) == "287082"  # RFC 6238
    assert len(make_code(DEMO_TOTP_SECRET, at=0)) == 6
