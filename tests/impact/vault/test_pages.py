"""The pages of the vault: a value on the reveal page alone, for a minute, kept by nobody."""

import base64
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from impact.vault.models import Look, SealedField
from nomi.demo.logins import AUDITOR_EMAIL, COORDINATOR_EMAIL, MANAGER_EMAIL
from nomi.demo.staff import seed_staff
from tests.forms import send_form
from tests.impact.vault.builders import HERS, WHY

pytestmark = pytest.mark.django_db


def sign_in(email: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(email=email))
    return client


@pytest.fixture
def worker(code: str) -> Client:
    seed_staff()
    return sign_in(COORDINATOR_EMAIL)


def press(client: Client, name: str, account: str, /, **values: str) -> Any:
    return client.post(reverse(f"vault:{name}", args=(account,)), {"reason": WHY, **values})


def list_values(answer: Any) -> list[str]:
    return [text for text in HERS.values() if text in answer.text]


def test_reveal_shows_one_field_for_a_minute(worker: Client, code: str) -> None:
    answer = press(worker, "reveal", code, field="phone")

    assert list_values(answer) == [HERS["phone"]]
    assert answer["Refresh"] == "60; url=../"
    assert "no-store" in answer["Cache-Control"].split(", ")
    assert answer.context["title"] == "Record"
    assert Look.objects.filter(kind="revealed", field="phone", account_code=code).count() == 1


def test_forms_of_the_vault_are_heard_as_browsers_send_them(worker: Client, code: str) -> None:
    """On a page without a referrer a browser hides the form's origin: no field was ever read."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(get_user_model().objects.get(email=COORDINATOR_EMAIL))
    record, reveal = (reverse(f"vault:{name}", args=(code,)) for name in ("record", "reveal"))

    read = send_form(browser, record, reveal, field="phone", reason=WHY)
    found = send_form(
        browser, reverse("vault:search"), kind="phone", words=HERS["phone"], reason=WHY
    )

    assert list_values(read) == [HERS["phone"]]
    assert (found.status_code, code in found.content.decode()) == (200, True)


def test_reveal_is_not_a_link(worker: Client, code: str) -> None:
    assert worker.get(reverse("vault:reveal", args=(code,))).status_code == 405
    assert Look.objects.filter(kind="revealed").count() == 0


def test_record_says_what_is_on_file_and_no_value(worker: Client, code: str) -> None:
    answer = worker.get(reverse("vault:record", args=(code,)))

    assert (answer.status_code, list_values(answer)) == (200, [])
    assert "no-store" in answer["Cache-Control"].split(", ")


def test_short_reason_is_refused_and_kept(worker: Client, code: str) -> None:
    answer = press(worker, "reveal", code, field="phone", reason="why not")

    assert list_values(answer) == []
    assert "why not" in answer.text
    assert Look.objects.filter(kind="revealed").count() == 0


@pytest.mark.parametrize("email", [AUDITOR_EMAIL, MANAGER_EMAIL])
def test_others_open_no_page_of_it(worker: Client, code: str, email: str) -> None:
    client = sign_in(email)
    pages = [reverse(f"vault:{name}", args=(code,)) for name in ("record", "write", "erase")]

    answers = [client.get(page) for page in [reverse("vault:search"), *pages]]
    answers.append(press(client, "reveal", code, field="phone"))

    assert {answer.status_code for answer in answers} == {403}
    assert Look.objects.filter(kind="revealed").count() == 0


def test_wrong_key_is_said_in_words_without_sealed_bytes(
    worker: Client, code: str, settings: Any
) -> None:
    sealed = bytes(SealedField.objects.get(name="phone").sealed)
    settings.VAULT_KEYS = ["demo:" + base64.b64encode(b"x" * 32).decode()]

    answer = press(worker, "reveal", code, field="phone")

    assert (answer.status_code, list_values(answer)) == (200, [])
    assert "This does not open" in answer.text
    assert WHY in answer.text
    assert not [
        text
        for text in (sealed.hex(), base64.b64encode(sealed).decode(), repr(sealed))
        if text in answer.text
    ]


def test_failing_log_is_said_in_words_without_a_value(
    worker: Client, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(Look.objects, "create", fail)

    answer = press(worker, "reveal", code, field="phone")

    assert (answer.status_code, list_values(answer)) == (200, [])
    assert "could not be written down" in answer.text


def test_search_answers_with_codes_alone(worker: Client, code: str) -> None:
    page = reverse("vault:search")
    found = worker.post(page, {"kind": "phone", "words": "012 345 678", "reason": WHY})
    missed = worker.post(page, {"kind": "name", "words": "Placeholder", "reason": WHY})

    assert (found.context["codes"], missed.context["codes"]) == ([code], [])


def test_written_record_is_sealed_and_not_shown(worker: Client, code: str) -> None:
    answer = press(worker, "write", code, phone="099 888 777")

    assert answer.status_code == 302
    assert "099 888 777" not in worker.get(answer["Location"]).text
    assert "099 888 777" in press(worker, "reveal", code, field="phone").text
    assert list_values(press(worker, "reveal", code, field="given_name")) == ["Placeholder"]


def test_writing_nothing_is_refused_in_words(worker: Client, code: str) -> None:
    assert "Fill in what is to be written" in press(worker, "write", code).text


def test_unknown_code_has_no_page(worker: Client, code: str) -> None:
    assert worker.get(reverse("vault:record", args=("NNNNNNNN",))).status_code == 404
    assert press(worker, "write", "NNNNNNNN", phone="1").status_code == 404
