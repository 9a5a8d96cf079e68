"""Forty women with markers in every private field; three hundred acts of staff in all roles.

The markers are then looked for in every response, export, mail, log line, cache, session, task
argument and error page, and in a dump of the database: they stand on the reveal page alone.
"""

import base64
import logging
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from celery.signals import before_task_publish
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.participants.models import TrainingAccount
from impact.participants.services import open_training_account
from impact.vault import views
from impact.vault.models import Field, Look, SealedField
from impact.vault.services.looking import Looker
from impact.vault.services.writing import write_fields
from nomi.demo.staff import PEOPLE, STAFF_EMAIL, seed_staff
from nomi.platform.outbox import services as outbox
from nomi.staff import roles
from tests.impact.pages.crawl import crawl
from tests.nomi.desk.pages import list_admin_pages, list_dashboard_pages
from tests.nomi.desk.rows import make_everything
from tests.nomi.staff.test_roles import list_acts
from tests.safety.beside import write_beside
from tests.safety.markers import (
    PREFIX,
    SIGN,
    STAFF_SIGN,
    find_everywhere,
    find_signs,
    mark,
    watching,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Pagination may yield"),  # Oscar pages over its own lists
]
WOMEN = 40
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
WHY = "To call her about the course."
PUBLIC = ("/", "/impact/", "/impact/how-it-works/", "/impact/fund.csv", "/sitemap.xml", "/shop/")
ACTIONS, FEWEST_OUTSIDE = 300, 100
"""Acts of staff, and addresses that anybody may open."""
OUTSIDE_THE_VAULT = [name for name in roles.ROLES if name != roles.PROGRAMME]


def list_codes() -> list[str]:
    """Return forty codes, opening what the demo has not."""
    missing = WOMEN - TrainingAccount.objects.count()
    for number in range(missing):
        open_training_account(
            code=f"ZZZZZZ{SIGNS[number // 31]}{SIGNS[number % 31]}",
            pseudonym=f"Marker {number}",
            opened_on=timezone.now().date(),
        )
    return list(TrainingAccount.objects.order_by("code").values_list("code", flat=True)[:WOMEN])


@pytest.fixture
def women() -> list[str]:
    """Fill the store with a row of everything, and the vault with markers."""
    cache.clear()
    make_everything()
    seed_staff()
    codes = list_codes()
    for number, code in enumerate(codes):
        looker = Looker(
            actor="staff:999", reason="Entering the paper.", address="", now=timezone.now()
        )
        write_fields(account_code=code, values=mark(number), looker=looker)
        write_beside(code, number)
    assert SealedField.objects.count() == WOMEN * len(Field)
    return codes


def sign_in(email: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(email=email))
    return client


@pytest.fixture
def clients(women: list[str]) -> dict[str, Client]:
    """Return somebody of each role, and somebody who may do everything."""
    emails = {role: email for email, _name, role in reversed(PEOPLE)}
    assert set(emails) == set(roles.ROLES)
    return {name: sign_in(email) for name, email in {**emails, "everything": STAFF_EMAIL}.items()}


def list_gets(women: list[str]) -> list[str]:
    statements = [reverse("her-statement", args=(code,)) for code in women[::4]]
    records = [reverse("vault:record", args=(code,)) for code in women[::4]]
    return [*list_admin_pages(), *list_dashboard_pages(), *statements, *records]


def read(answer: Any) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body + repr((sorted(answer.headers.items()), answer.cookies)).encode()


def act(clients: dict[str, Client], acted: Counter[str]) -> Iterator[tuple[str, bytes]]:
    """Press every button and send every form, each as somebody of the next role, round by round."""
    names, acts = list(clients), [page for _name, page in list_acts()]
    for turn in range(max(2, -(-ACTIONS // len(acts)))):
        for number, page in enumerate(acts):
            name = names[(number + turn) % len(names)]
            acted[name] += 1
            yield page, read(clients[name].post(page, {"reason": WHY, "words": WHY}))


def look_round(clients: dict[str, Client], women: list[str]) -> Iterator[tuple[str, bytes]]:
    """Open every staff page, each as somebody of the next role; some as who may do everything."""
    pages, turns = list_gets(women), cycle(clients.values())
    for page in pages:
        yield page, read(next(turns).get(page))
    for page in pages[:: max(1, len(pages) // 60)]:
        yield page, read(clients["everything"].get(page))


def look_from_outside(women: list[str]) -> Iterator[tuple[str, bytes]]:
    """Follow every public link, feed, file, image and interface, and try each woman's own page."""
    own = [reverse("impact:account", args=(code,)) for code in women]
    for page, (status, headers, body) in crawl(Client(), *PUBLIC, *own).items():
        yield page, body + repr((status, headers)).encode()


def work_in_vault(
    clients: dict[str, Client], women: list[str], acted: Counter[str]
) -> Iterator[tuple[str, bytes]]:
    """Search, write and be refused: everything in the vault but reading."""
    for number, code in enumerate(women[:12]):
        values = mark(number)
        name = f"{values['given_name']} {values['family_name']}"
        asked = {"kind": "name", "words": name, "reason": WHY}
        put = {"address": f"{PREFIX}{number:02}moved", "reason": WHY}
        look = {"field": "phone", "reason": WHY}
        record = reverse("vault:reveal", args=(code,))
        for who, page, words in (
            (roles.PROGRAMME, reverse("vault:search"), asked),
            (roles.PROGRAMME, reverse("vault:write", args=(code,)), put),
            *((name, record, look) for name in OUTSIDE_THE_VAULT),
        ):
            acted[who] += 1
            yield page, read(clients[who].post(page, words))


def reveal(client: Client, code: str, field: str) -> bytes:
    page = reverse("vault:reveal", args=(code,))
    return read(client.post(page, {"field": field, "reason": WHY}))


def test_markers_stand_on_the_reveal_page_alone(
    women: list[str], clients: dict[str, Client], settings: Any
) -> None:
    settings.KEPT_PAGE_SECONDS = 60
    acted: Counter[str] = Counter()
    with watching() as watch:
        seen = [*look_round(clients, women), *act(clients, acted)]
        seen += work_in_vault(clients, women, acted)
        outside = list(look_from_outside(women))
        outbox.relay_due(now=timezone.now())
        revealed = [reveal(clients[roles.PROGRAMME], women[0], name) for name in Field.values]
        seen.append(("eleventh", reveal_too_often(clients, women)))
        left, written = find_everywhere(watch, SIGN, STAFF_SIGN)

    assert sum(acted.values()) >= ACTIONS
    assert min(acted[name] for name in clients) >= ACTIONS // 10
    assert len(outside) >= FEWEST_OUTSIDE
    assert [(page, signs) for page, body in seen if (signs := find_signs(body))] == []
    assert [
        page for page, body in outside if find_signs(body) or find_signs(body, STAFF_SIGN)
    ] == []
    assert [bool(find_signs(body)) for body in revealed] == [True] * len(Field)
    assert (left, set(written)) == ({}, {"database"})
    assert len(watch.lines) >= len(seen)


def reveal_too_often(clients: dict[str, Client], women: list[str]) -> bytes:
    """Return the answer to the first look past ten."""
    for _number in range(2):
        reveal(clients[roles.PROGRAMME], women[1], "phone")
    return reveal(clients[roles.PROGRAMME], women[1], "phone")


def test_errors_show_and_log_no_marker(
    women: list[str],
    clients: dict[str, Client],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker, code = clients[roles.PROGRAMME], women[0]
    with watching() as watch:
        with monkeypatch.context() as patch:
            patch.setattr(Look.objects, "create", fail)
            bodies = [reveal(worker, code, "phone")]
        with monkeypatch.context() as patch:
            patch.setattr(views, "show", break_with_words)
            bodies.append(reveal(worker, code, "phone"))
        keys = settings.VAULT_KEYS
        settings.VAULT_KEYS = ["demo:" + base64.b64encode(b"x" * 32).decode()]
        bodies.append(reveal(worker, code, "phone"))
        settings.VAULT_KEYS = keys
        (left,) = find_everywhere(watch, SIGN)

    assert [find_signs(body) for body in bodies] == [[], [], []]
    assert "RuntimeError" in "".join(watch.lines)
    assert left == {}
    assert find_signs(reveal(worker, code, "phone"))


def test_lists_of_staff_find_nobody_by_her_name(
    women: list[str], clients: dict[str, Client]
) -> None:
    lists = [page for page in list_admin_pages() if page.endswith("/?q=x")]
    words = [mark(3)["given_name"], mark(3)["phone"]]
    asked = [page.replace("?q=x", f"?q={quote(word)}") for page in lists for word in words]

    answers = [clients["everything"].get(page) for page in asked]

    assert len(asked) > 50
    assert [answer.request["PATH_INFO"] for answer in answers if has_rows(answer)] == []


def has_rows(answer: Any) -> bool:
    """Return whether a list that can be searched found anything."""
    found = answer.context["cl"] if answer.context and "cl" in answer.context else None
    return bool(found and found.search_fields and found.result_list)


def fail(*_args: Any, **_kwargs: Any) -> None:
    raise DatabaseError("the disk is full")


def break_with_words(_request: Any, _template: str, context: dict[str, Any]) -> Any:
    """Break where the value is known, with the value in the error's own words."""
    raise RuntimeError(f"could not show {context.get('value')}")


@pytest.mark.usefixtures("db")
def test_eye_sees_a_marker_in_every_place() -> None:
    seed_staff()
    client = sign_in(STAFF_EMAIL)
    word = f"{PREFIX}99planted"
    cache.set("planted", {"name": word})
    mail.EmailMessage("Subject", word, to=["x@example.com"]).send()
    session = client.session
    session["planted"] = word
    session.save()
    user = get_user_model().objects.get(email=STAFF_EMAIL)
    user.last_name = word
    user.save()

    with watching() as watch:
        logging.getLogger("planted").warning(word)
        plant_task(word)
        (found,) = find_everywhere(watch, SIGN)

    cache.delete("planted")
    places = {"database", "cache", "broker", "sessions", "log", "tasks", "mails"}
    assert set(found) == places  # cache and broker of the tests are one server


def plant_task(word: str) -> None:
    before_task_publish.send(sender="planted", body=((word,), {}, {}), headers={})
