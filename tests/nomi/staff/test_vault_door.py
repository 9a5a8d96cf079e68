"""Before a look behind a code the second factor is proved anew, every five minutes."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.participants.services import open_training_account
from impact.payouts.models import Fact
from impact.vault.models import Look
from nomi.demo.logins import COORDINATOR_EMAIL, DEMO_TOTP_SECRET
from nomi.demo.second_factor import make_code
from nomi.staff.second_factor import MARK
from tests.impact.payouts import builders as payouts
from tests.impact.vault.builders import HERS, WHY, put_in

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
CODE = "AAAAAA22"
MINUTES = timedelta(minutes=5).total_seconds()


@pytest.fixture
def worker(sign_in: SignIn) -> Client:
    open_training_account(code=CODE, pseudonym="Leaf", opened_on=timezone.now().date())
    put_in(CODE)
    return sign_in(COORDINATOR_EMAIL)


def age_proof(client: Client, seconds: float) -> None:
    session = client.session
    session[MARK] = {**session[MARK], "at": timezone.now().timestamp() - seconds}
    session.save()


def reveal(client: Client) -> str:
    page = reverse("vault:reveal", args=(CODE,))
    return client.post(page, {"field": "phone", "reason": WHY}).text


def test_fresh_proof_opens(worker: Client) -> None:
    age_proof(worker, MINUTES - 5)

    assert HERS["phone"] in reveal(worker)


def test_stale_proof_opens_nothing_and_loses_nothing_typed(worker: Client) -> None:
    age_proof(worker, MINUTES + 1)

    page = reveal(worker)

    assert (HERS["phone"] in page, WHY in page) == (False, True)
    assert reverse("mfa_reauthenticate") in page
    assert Look.objects.filter(kind="revealed").count() == 0


def test_proved_anew_opens(worker: Client, strict: SimpleNamespace) -> None:
    age_proof(worker, MINUTES + 1)
    strict.now += 60

    worker.post(reverse("mfa_reauthenticate"), {"code": make_code(DEMO_TOTP_SECRET, at=strict.now)})

    assert HERS["phone"] in reveal(worker)


@pytest.mark.parametrize("name", ["search", "write", "erase"])
def test_stale_proof_searches_writes_and_erases_nothing(worker: Client, name: str) -> None:
    age_proof(worker, MINUTES + 1)
    before = Look.objects.count()
    page = reverse(f"vault:{name}", args=() if name == "search" else (CODE,))
    values = {"kind": "phone", "words": HERS["phone"], "phone": "1", "code": CODE, "reason": WHY}

    answer = worker.post(page, values)

    assert (answer.status_code, "more than five minutes ago" in answer.text) == (200, True)
    assert Look.objects.count() == before


@pytest.mark.parametrize(("purpose", "is_asked"), [("confirmation", True), ("request", False)])
def test_stale_proof_takes_no_paper_that_shows_who_she_is(
    sign_in: SignIn, purpose: str, *, is_asked: bool
) -> None:
    payouts.fill_account()
    paper = payouts.attach(payouts.request_draw(), purpose)
    client = sign_in(COORDINATOR_EMAIL)
    page = reverse("payouts:paper", args=(paper.draw_id, paper.uid))
    age_proof(client, MINUTES + 1)

    stale = client.post(page, {"reason": WHY})
    taken = Fact.objects.filter(what="paper taken").count()
    age_proof(client, MINUTES - 5)
    fresh = client.post(page, {"reason": WHY})

    assert (stale["Content-Type"].startswith("text/html"), taken) == (is_asked, int(not is_asked))
    if is_asked:
        assert (WHY in stale.text, reverse("mfa_reauthenticate") in stale.text) == (True, True)
    assert fresh["Content-Type"] == "image/jpeg"
