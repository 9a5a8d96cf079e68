"""Who reads what staff write of a woman: each role opens every page about her and finds its own."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.consents.models import Consent, SafetyFlag
from impact.participants.models import Dispute, Interview, Participant, Plan, TrainingAccount
from impact.payouts.models import DrawRequest
from impact.payouts.services import draws
from nomi.demo.staff import PEOPLE, seed_staff
from nomi.platform.asking import AskingScreen
from nomi.staff import roles
from tests.impact.participants.builders import WORKER
from tests.impact.participants.test_sheets import HEAD, ROW
from tests.impact.payouts.builders import fill_account, make_provider
from tests.nomi.desk.pages import list_admin_pages, list_dashboard_pages
from tests.nomi.desk.rows import make_everything
from tests.safety.beside import find_kinds, word, write_beside
from tests.safety.markers import build_sign, find_everywhere, watching

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Pagination may yield"),  # Oscar pages over its own lists
]
CODE = "ZZZZZZ99"
HERS = {
    TrainingAccount: "code",
    Participant: "account__code",
    Interview: "participant__account__code",
    Plan: "participant__account__code",
    Dispute: "participant__account__code",
    Consent: "account__code",
    SafetyFlag: "account__code",
    DrawRequest: "account_code",
}
RECORD = (
    "dispute answer status rate correction milestone line plan tongue evidence shelf withdrawal"
    " flag closing draw"
)
MAY_READ = {
    roles.PROGRAMME: {*RECORD.split(), "note"},
    roles.AUDITOR: {*RECORD.split()},
    roles.FINANCE: {"line", "draw"},
    roles.MANAGER: set(),
    roles.FULFILMENT: set(),
    roles.CONTENT: set(),
}
"""Notes are the programme's own; finance sees what is to be paid, and the shop nothing at all."""


@pytest.fixture
def her(db: None) -> str:
    """Fill the store, and every place for words of one woman."""
    make_everything()
    seed_staff()
    fill_account(CODE)
    write_beside(CODE, 7)
    wish = draws.Wish(
        account_code=CODE,
        plan_line=word(7, "line"),
        provider=make_provider(),
        amount_minor=500,
        reason=word(7, "draw"),
    )
    draws.request_draw(wish=wish, actor=WORKER, now=timezone.now())
    return CODE


def list_her_pages() -> Iterator[str]:
    """Return each page of each row of hers: its own, its history and what can be done with it."""
    for model, column in HERS.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        screen = admin.site._registry[model]
        for row in model._default_manager.filter(**{column: CODE}):
            yield reverse(f"{name}_change", args=(row.pk,))
            yield reverse(f"{name}_history", args=(row.pk,))
            for ask in screen.asks if isinstance(screen, AskingScreen) else ():
                yield reverse(f"{name}_ask", args=(row.pk, ask.name))
    yield reverse("her-statement", args=(CODE,))
    yield reverse("vault:record", args=(CODE,))


def sign_in(role: str) -> Client:
    email = next(email for email, _name, name in PEOPLE if name == role)
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(email=email))
    return client


def read(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode(errors="replace"))


@pytest.mark.parametrize("role", list(roles.ROLES))
def test_role_reads_what_is_its_own_and_no_other_word(her: str, role: str) -> None:
    client = sign_in(role)
    pages = [*list_her_pages(), *list_admin_pages(), *list_dashboard_pages()]

    found: set[str] = set().union(*(find_kinds(read(client.get(page))) for page in pages))

    assert len(pages) > 200
    assert found == MAY_READ[role]


def test_sheet_with_a_fault_stays_on_the_page_of_whoever_brought_it(her: str) -> None:
    client = sign_in(roles.PROGRAMME)
    line = re.sub("^A{8}", her, ROW).replace("National Bank", word(7, "sheet"))
    text = f"{HEAD}\n{line.replace('seamstress', word(7, 'goal'))}\n"
    page = reverse("admin:participants_participant_sheet")

    with watching() as watch:
        answer = read(client.post(page, {"text": text}))
        (left,) = find_everywhere(watch, build_sign(word(7, "sheet"), word(7, "goal")))
        again = read(client.get(page))

    assert find_kinds(answer) == {"sheet", "goal"}
    assert (left, find_kinds(again)) == ({}, set())
