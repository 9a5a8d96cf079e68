import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from impact.books.chart import BANK, GIFTS, STRIPE
from impact.books.models import Account, Entry, Export, Line
from impact.books.places import (
    find_newest_places,
    find_places_before,
    read_places,
    write_places,
)
from impact.books.queries import get_balance
from impact.books.services import Posting, post
from impact.books.statements import RunningLine, get_balance_at, iterate_statement, read_page
from impact.books.views.statement import write_lines

SCREEN = "admin:books_account_statement"
DAY = date(2026, 3, 2)


def describe(number: int, cents: int) -> dict[str, Any]:
    return {
        "kind": "gift" if number % 3 else "fee",
        "key": f"k{number:03}",
        "effective_on": DAY.isoformat(),
        "lines": [[STRIPE, cents], [GIFTS, -cents]],
        "reference": f"r{number % 7}",
        "actor": "system",
        "currency": "USD",
        "reverses": None,
        "resolves": None,
    }


@pytest.fixture
def hot(transactional_db: None) -> list[tuple[str, int, int]]:
    """Post 60 entries by six connections in turn; return key, amount and balance of each."""
    chance = random.Random(7)
    doors = [connection.copy() for _door in range(6)]
    history, balance = [], 0
    try:
        for number in range(60):
            cents = chance.choice([-1, 1]) * chance.randrange(1, 10_000)
            with chance.choice(doors).cursor() as cursor:
                cursor.execute("SELECT books_post(%s)", [json.dumps([describe(number, cents)])])
            balance += cents
            history.append((f"k{number:03}", cents, balance))
    finally:
        for door in doors:
            door.close()
    assert len(set(Line.objects.values_list("account_sequence"))) > 3
    return history


def walk(account: Account, **options: Any) -> list[RunningLine]:
    """Read all pages, through the address that leads from one to the next."""
    newest = find_newest_places(account)
    at, lines = newest, []
    while at is not None:
        page = read_page(account, start=at, **options)
        lines += page.lines
        at = page.following and read_places(
            write_places(page.following), newest=newest, oldest=(0,) * account.slots
        )
    return lines


def test_statement_of_hot_account_runs_true_over_all_slots(
    hot: list[tuple[str, int, int]],
) -> None:
    account = Account.objects.get(code=STRIPE)

    slots_used = sum(1 for place in find_newest_places(account) if place)
    for limit in (1, 7, 50, 100):
        lines = walk(account, limit=limit)
        assert [(one.key, one.amount_minor, one.balance_minor) for one in lines] == hot[::-1]
    assert slots_used > 1
    assert lines[0].balance_minor == get_balance(STRIPE)


def test_one_kind_is_shown_with_the_balance_of_all(hot: list[tuple[str, int, int]]) -> None:
    account = Account.objects.get(code=STRIPE)

    lines = walk(account, kind="fee", limit=4)

    wanted = [row for row in hot[::-1] if int(row[0][1:]) % 3 == 0]
    assert [(one.key, one.amount_minor, one.balance_minor) for one in lines] == wanted


def test_income_account_counts_credits_as_growth(hot: list[tuple[str, int, int]]) -> None:
    account = Account.objects.get(code=GIFTS)

    lines = walk(account)

    assert [one.balance_minor for one in lines] == [balance for *_rest, balance in hot[::-1]]
    assert [one.amount_minor for one in lines] == [-cents for _key, cents, _balance in hot[::-1]]


def test_days_cut_the_chains_where_the_clock_says(hot: list[tuple[str, int, int]]) -> None:
    account = Account.objects.get(code=STRIPE)
    entries = list(Entry.objects.order_by("pk"))
    first, last = entries[20].posted_at, entries[45].posted_at

    end, start = find_places_before(account, first), find_places_before(account, last)
    lines = list(iterate_statement(account, start=start, end=end))

    assert [one.key for one in lines] == [key for key, *_rest in hot[20:45][::-1]]
    assert get_balance_at(account, end) == hot[19][2]
    assert get_balance_at(account, start) == hot[44][2]
    assert find_places_before(account, datetime(2000, 1, 1, tzinfo=UTC)) == (0,) * 16
    later = entries[-1].posted_at + timedelta(seconds=1)
    assert find_places_before(account, later) == find_newest_places(account)


def test_lines_posted_meanwhile_do_not_move_the_page(hot: list[tuple[str, int, int]]) -> None:
    account = Account.objects.get(code=STRIPE)
    page = read_page(account, start=find_newest_places(account), limit=10)

    give("later", 5)
    assert page.following is not None
    following = read_page(account, start=page.following, limit=10)

    assert [one.key for one in following.lines] == [key for key, *_rest in hot[40:50][::-1]]
    assert [one.balance_minor for one in following.lines] == [row[2] for row in hot[40:50][::-1]]


def test_table_streams_every_line_of_a_hot_account(hot: list[tuple[str, int, int]]) -> None:
    account = Account.objects.get(code=STRIPE)
    end = (0,) * account.slots

    rows = list(write_lines(iterate_statement(account, start=find_newest_places(account), end=end)))

    assert len(rows) == 61
    assert rows[1][3] == "k059"


def give(key: str, cents: int, *, kind: str = "gift", reference: str = "") -> None:
    lines = [(BANK, cents), (GIFTS, -cents)]
    post(Posting(kind=kind, key=key, effective_on=DAY, lines=lines, reference=reference))


@pytest.fixture
def bank(db: None) -> Account:
    give("a", 100, reference="gift 1")
    give("b", -30, kind="fee", reference="gift 1")
    give("c", 5, reference="gift 2")
    return Account.objects.get(code=BANK)


def sign_in(*permissions: str) -> Client:
    user = get_user_model().objects.create_user("auditor", "a@nomi.example", "x", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def auditor(db: None) -> Client:
    return sign_in("view_account", "view_entry", "take_export")


def look(client: Client, account: Account, **filters: str) -> Any:
    return client.get(reverse(SCREEN, args=(account.pk,)), filters)


def read_keys(response: Any) -> list[tuple[str, int | None]]:
    return [(line.key, line.balance_minor) for line in response.context["lines"]]


def test_screen_shows_lines_newest_first(auditor: Client, bank: Account) -> None:
    response = look(auditor, bank)

    assert read_keys(response) == [("c", 75), ("b", 70), ("a", 100)]
    assert response.context["following"] == ""
    assert "$0.75" in response.content.decode()


def test_screen_filters_by_reference_and_kind(auditor: Client, bank: Account) -> None:
    assert read_keys(look(auditor, bank, reference="gift 1")) == [("b", 70), ("a", 100)]
    assert read_keys(look(auditor, bank, kind="fee")) == [("b", 70)]
    assert read_keys(look(auditor, bank, kind="nothing")) == []


def test_screen_shows_opening_and_closing_of_a_period(auditor: Client, bank: Account) -> None:
    today = Entry.objects.latest("pk").posted_at.date()

    page = look(auditor, bank, first=today.isoformat(), last=today.isoformat())
    before = look(auditor, bank, last=(today - timedelta(days=1)).isoformat())

    assert (page.context["stretch"].opening_minor, page.context["stretch"].closing_minor) == (0, 75)
    assert (read_keys(before), before.context["stretch"].closing_minor) == ([], 0)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"first": "2026-03-02", "last": "2026-03-01"}, "The last day is before the first."),
        ({"first": "tomorrow"}, "Enter a valid date."),
        ({"last": "9999-12-31"}, "The last day is too far away."),
        ({"reference": "x", "kind": "fee"}, "Ask for a reference alone"),
    ],
)
def test_screen_says_what_is_wrong_and_keeps_it(
    auditor: Client, bank: Account, filters: dict[str, str], words: str
) -> None:
    response = look(auditor, bank, **filters)

    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert all(f'value="{value}"' in page for value in filters.values())
    export = auditor.get(reverse(SCREEN + "_csv", args=(bank.pk,)), filters)
    assert (export.status_code, export["Location"].partition("?")[0]) == (
        302,
        reverse(SCREEN, args=(bank.pk,)),
    )


@pytest.mark.parametrize("at", ["x", "-1", "1.1", "99", "", "9" * 400, "٣"])
def test_garbled_page_shows_the_newest(auditor: Client, bank: Account, at: str) -> None:
    response = look(auditor, bank, at=at)

    assert read_keys(response)[0] == ("c", 75)


def test_csv_of_one_reference(auditor: Client, bank: Account) -> None:
    address = reverse(SCREEN + "_csv", args=(bank.pk,)) + "?reference=gift+1"

    response = auditor.post(address, {"reason": "She asked"})
    rows = b"".join(response.streaming_content).decode().splitlines()

    assert [row.split(",")[2:] for row in rows[1:]] == [
        ["fee", "b", "gift 1", "", "0.30", "0.70"],
        ["gift", "a", "gift 1", "1.00", "", "1.00"],
    ]
    row = Export.objects.get()
    assert (row.what, row.about, row.reason) == (
        "statement",
        "bank reference=gift+1",
        "She asked",
    )


def test_staff_without_the_permission_are_refused(bank: Account) -> None:
    client = sign_in()

    assert look(client, bank).status_code == 403
    assert client.get(reverse(SCREEN + "_csv", args=(bank.pk,))).status_code == 403


def test_unknown_account_has_no_statement(auditor: Client) -> None:
    assert auditor.get(reverse(SCREEN, args=(0,))).status_code == 404


def test_statement_asks_as_much_for_many_lines_as_for_few(auditor: Client, bank: Account) -> None:
    counts = []
    for rows in (3, 40):
        for number in range(rows):
            give(f"{rows}/{number}", 1)
        with CaptureQueriesContext(connection) as queries:
            look(auditor, bank)
        counts.append(len(queries))

    assert counts == [8, 8]


def test_entry_shows_its_lines_with_a_link_to_each_account(auditor: Client, bank: Account) -> None:
    entry = Entry.objects.get(key="b")

    page = auditor.get(reverse("admin:books_entry_change", args=(entry.pk,))).content.decode()

    assert reverse(SCREEN, args=(bank.pk,)) in page
    assert page.count("$0.30") == 2
