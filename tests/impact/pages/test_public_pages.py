"""What everybody sees: from publications alone, with few queries, and nothing of one woman."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from impact.consents.models import Purpose
from impact.consents.services.consents import withdraw_everything
from impact.consents.services.flags import open_flag
from impact.pages.services import publish_fund_batch
from impact.participants.services.people import record_shelter
from tests.impact.consents.builders import allow, lift
from tests.impact.pages.cohorts import DUE, QUARTER, open_accounts, publish, set_status
from tests.impact.participants.builders import WORKER, ask_about_shelter, hold, make_participant

pytestmark = pytest.mark.django_db

ABOUT_WOMEN = ("goals", "outcomes", "consent", "data")
PAGES = (*ABOUT_WOMEN, "home", "fund", "how-it-works", "updates", "verify")
EARLY = DUE - timedelta(days=300)


def read(client: Client, name: str, *args: str) -> str:
    response = client.get(reverse(f"impact:{name}", args=args))
    assert response.status_code == 200, name
    return response.content.decode()


def talk_to(count: int) -> list[str]:
    """Women who were interviewed at intake and let themselves be counted."""
    codes = open_accounts(count)
    for code in codes:
        participant = make_participant(code)
        allow(code, EARLY, purpose=Purpose.STATISTICS)
        hold(participant, held_on=participant.account.opened_on)
    return codes


@pytest.mark.parametrize("name", PAGES)
def test_pages_stand_before_anything_is_published(client: Client, name: str) -> None:
    assert "</html>" in read(client, name)


@pytest.mark.parametrize("name", PAGES)
def test_pages_need_few_queries(client: Client, name: str, accounts: list[str]) -> None:
    open_accounts(60)
    publish()
    publish_fund_batch(now=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        read(client, name)

    assert len(queries) <= 6


def test_outcomes_show_the_median_with_a_table_and_a_file(client: Client) -> None:
    talk_to(30)
    publish()

    page = read(client, "outcomes")
    rows = list(csv.reader(io.StringIO(read(client, "table-csv", "outcomes"))))

    assert 'role="img"' in page
    assert "<td>$2.00</td>" in page
    assert rows[1] == ["2026 Q1", "0", "200", "200", "200"]


def test_outcomes_of_ten_women_have_no_chart(client: Client) -> None:
    talk_to(10)
    open_accounts(20, first=50)
    publish()

    page = read(client, "outcomes")

    assert 'class="chart"' not in page
    assert "no chart" in page


def test_medians_are_over_those_alone_who_let_themselves_be_counted(client: Client) -> None:
    talk_to(20)
    for code in open_accounts(20, first=50):
        silent = make_participant(code)
        hold(silent, held_on=silent.account.opened_on, consumption_minor=60_000)

    made = publish()

    [intake] = [band for band in made.content["bands"] if band["wave"] == 0]
    assert (intake["lower"], intake["upper"]) == (200, 200)


def test_withheld_table_is_said_to_be_and_counts_nothing(client: Client) -> None:
    codes = open_accounts(30)
    set_status(codes[:4], "graduated")
    publish()

    page = read(client, "outcomes")
    rows = list(csv.reader(io.StringIO(read(client, "table-csv", "status"))))

    assert "not shown: a part of it would speak of fewer than eleven women" in page
    assert rows[1:] == [["2026 Q1", "status", "", "", "withheld"]]


def test_interface_repeats_the_publication_with_its_checksums(client: Client) -> None:
    open_accounts(30)
    made = publish()

    told = json.loads(read(client, "api-publication"))
    answer = client.get(reverse("impact:api-publication"))

    assert told["content"] == made.content
    assert told["content_sha256"] == made.digest
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_files_that_are_not_there_are_not_found(client: Client) -> None:
    open_accounts(30)
    publish()

    assert client.get(reverse("impact:table-csv", args=("places",))).status_code == 404
    assert client.get(reverse("impact:badge")).status_code == 404


def test_badge_holds_totals_and_no_script(client: Client, accounts: list[str]) -> None:
    publish_fund_batch(now=timezone.now())

    answer = client.get(reverse("impact:badge"))
    text = answer.content.decode()

    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "set aside for 11 or more training accounts" in text
    assert "script" not in text


# One account


@pytest.fixture
def told(db: None) -> str:
    """A woman whose page may be shown."""
    codes = open_accounts(30)
    now = timezone.now()
    ask_about_shelter(make_participant(codes[0]))
    allow(codes[0], now - timedelta(days=1))
    publish(now=max(now, DUE))
    return codes[0]


def open_account(client: Client, code: str) -> Any:
    return client.get(reverse("impact:account", args=(code,)))


def test_account_page_is_shown_while_she_agrees(client: Client, told: str) -> None:
    answer = open_account(client, told)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert f"Leaf {told}" in answer.content.decode()


@pytest.mark.parametrize("end", ["withdrawn", "flag", "expired", "left"])
def test_account_page_is_gone_at_once_whatever_the_reason(
    client: Client, told: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = open_account(client, "22222222").content.replace(b"22222222", told.encode())
    now = timezone.now()
    if end == "withdrawn":
        withdraw_everything(account_code=told, words="Told.", actor=WORKER, now=now)
    if end == "flag":
        open_flag(account_code=told, reason="Asked for.", actor=WORKER, now=now)
    if end == "left":
        set_status([told], "left", on=DUE.date())
    if end == "expired":
        later = now + timedelta(days=800)
        monkeypatch.setattr("impact.pages.views.accounts.timezone.now", lambda: later)

    answer = open_account(client, told)

    assert answer.status_code == 404
    assert answer.content == never


def count_queries(client: Client, code: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert open_account(client, code).status_code == 404
    return len(queries)


def test_page_that_is_gone_tells_no_reason_by_its_work(client: Client, told: str) -> None:
    """Whoever knows her address could else time why it is gone: a flag, a shelter or her word."""
    now = timezone.now()
    counts = [count_queries(client, "22222222")]
    flag = open_flag(account_code=told, reason="Asked for.", actor=WORKER, now=now)
    counts.append(count_queries(client, told))
    lift(flag, now)
    today = now.date()
    participant = make_participant(told)
    record_shelter(
        participant_id=participant.pk,
        sheltered_from=today,
        sheltered_until=None,
        actor=WORKER,
        now=now,
    )
    counts.append(count_queries(client, told))
    withdraw_everything(account_code=told, words="Told.", actor=WORKER, now=now)
    counts.append(count_queries(client, told))

    assert counts == [counts[0]] * 4


def test_account_page_tells_traits_that_eleven_share(client: Client, told: str) -> None:
    page = open_account(client, told).content.decode()

    assert re.search(r"<dd>\s*Cambodia\s*</dd>", page)
    assert str(QUARTER.year) in page


def test_no_account_is_named_on_any_page_for_all(client: Client, told: str) -> None:
    publish_fund_batch(now=timezone.now())
    files = ("publication-csv", "codebook", "api", "api-publication", "api-fund", "feed", "badge")

    pages = [read(client, name) for name in (*PAGES, *files)]

    assert [page for page in pages if told in page] == []


def test_file_is_the_same_with_the_queries_of_one_or_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_accounts(60)
    publish()

    with django_assert_num_queries(1):
        read(client, "publication-csv")
