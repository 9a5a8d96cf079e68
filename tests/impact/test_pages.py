from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from impact.books.halts import BROKEN_BOOKS, raise_halt
from impact.pages.models import FundBatch
from impact.pages.services import publish_fund_batch
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from impact.supply.models import Batch
from nomi.demo.participants import seed_participants
from nomi.platform.tokens.services import issue
from tests.impact.sales import NOON, TOTES, give_back, sell

pytestmark = pytest.mark.django_db


def read(client: Client, path: str = "/impact/") -> str:
    return client.get(path).content.decode()


def issue_trace(order_number: str = "N-1") -> str:
    expires_at = timezone.now() + timedelta(days=1)
    return issue(purpose="trace", reference=order_number, expires_at=expires_at)


def test_fund_page_without_figures_says_when_they_come(client: Client) -> None:
    page = read(client)

    assert "at least eleven accounts" in page
    assert FundBatch.objects.count() == 0


def test_fund_page_hides_figures_of_fewer_than_eleven_accounts(client: Client) -> None:
    sell()
    publish_fund_batch(now=timezone.now() + timedelta(days=1))

    assert "Where the money is" not in read(client)
    assert client.get("/impact/fund.csv").status_code == 404


def test_fund_page_stands_still_between_two_publications(
    client: Client, accounts: list[str]
) -> None:
    publish_fund_batch(now=timezone.now())
    before = read(client)

    sell()
    mature_shares(now=NOON)
    allocate_fund(now=NOON)

    assert read(client) == before
    assert publish_fund_batch(now=timezone.now()) is False
    assert read(client) == before


def test_next_publication_shows_the_share(client: Client, accounts: list[str]) -> None:
    for number in range(20):
        sell(f"N-{number}")

    publish_fund_batch(now=timezone.now() + timedelta(days=1))

    batch = FundBatch.objects.get()
    assert (batch.pending_dollars, batch.available_dollars, batch.allocated_dollars) == (123, 0, 0)
    assert (batch.account_count, batch.reserve_dollars) == (11, 13)
    assert "So far $123 from sales and gifts has been set aside" in read(client)


def test_publication_counts_nothing_posted_after_its_moment(accounts: list[str]) -> None:
    sell()

    publish_fund_batch(now=timezone.now() - timedelta(hours=1))

    assert FundBatch.objects.get().pending_dollars == 0


def test_fund_page_needs_few_queries(
    client: Client, accounts: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seed_participants(NOON)
    publish_fund_batch(now=timezone.now())

    with django_assert_num_queries(5):
        page = read(client)

    assert "One order of 2,500 tote bags, 23 jobs" in page


@pytest.mark.parametrize(("jobs", "is_told"), [(10, False), (11, True)])
def test_order_of_fewer_than_eleven_jobs_is_not_told(
    client: Client, jobs: int, is_told: object
) -> None:
    seed_participants(NOON)
    Batch.objects.update(jobs=jobs)

    page = read(client)

    assert (f"{jobs} jobs" in page, "One order of" in page) == (is_told, is_told)


def test_csv_repeats_the_page(client: Client, accounts: list[str]) -> None:
    sell()
    publish_fund_batch(now=timezone.now() + timedelta(days=1))

    rows = read(client, "/impact/fund.csv").splitlines()

    assert rows[0] == "State,Whole US dollars,As of,Training accounts"
    assert rows[1].startswith("Pending,6,")
    assert len(rows) == 4  # so few payments are one figure with what was credited


def test_csv_says_while_its_figures_are_under_review(client: Client, accounts: list[str]) -> None:
    sell()
    publish_fund_batch(now=timezone.now() + timedelta(days=1))
    before = read(client, "/impact/fund.csv").splitlines()

    raise_halt(cause=BROKEN_BOOKS, words=["Entry 7."], now=timezone.now())

    rows = read(client, "/impact/fund.csv").splitlines()
    assert rows == [before[0], "These figures are under review", *before[1:]]


def test_how_it_works_shows_the_arithmetic(client: Client) -> None:
    page = read(client, "/impact/how-it-works/")

    for amount in ("$18.00", "$13.20", "$4.80", "$1.92", "$0.19", "$1.73"):
        assert f"<td>{amount}</td>" in page


def test_trace_follows_each_line_to_the_accounts(client: Client, accounts: list[str]) -> None:
    sell()
    mature_shares(now=NOON)
    allocate_fund(now=NOON)

    response = client.get(f"/trace/{issue_trace()}/")

    page = response.content.decode()
    assert page.count("it was divided among the open training accounts.") == 2
    assert "Nomi Network keeps full control and discretion over its funds." in page
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_trace_shows_a_refund_before_maturity(client: Client, settings: object) -> None:
    settings.RETURN_WINDOW_DAYS = 30
    sell(lines=[TOTES], gross_minor=3_600, shipping_minor=0, tax_minor=0)
    give_back(pieces=2)

    page = read(client, f"/trace/{issue_trace()}/")

    assert "A refund took $3.84 of the share back." in page
    assert "Expected" not in page


def test_trace_shows_that_the_reserve_paid(client: Client, accounts: list[str]) -> None:
    sell()
    mature_shares(now=NOON)
    give_back()

    page = read(client, f"/trace/{issue_trace()}/")

    assert "the reserve paid $1.92; no training account was touched." in page


@pytest.mark.parametrize("token", ["x", "A" * 43, "%01", "ä" * 300])
def test_trace_answers_every_wrong_token_alike(client: Client, token: str) -> None:
    response = client.get(f"/trace/{token}/")

    assert response.status_code == 404


def test_trace_of_an_unrecorded_order_is_not_found(client: Client) -> None:
    assert client.get(f"/trace/{issue_trace('N-404')}/").status_code == 404


def test_trace_needs_as_many_queries_for_one_line_as_for_three(
    client: Client, accounts: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sell(lines=[TOTES], gross_minor=3_600, shipping_minor=0, tax_minor=0)
    sell("N-2")
    mature_shares(now=NOON)
    allocate_fund(now=NOON)
    one, two = issue_trace("N-1"), issue_trace("N-2")

    with django_assert_num_queries(8):
        client.get(f"/trace/{one}/")
    with django_assert_num_queries(8):
        client.get(f"/trace/{two}/")
