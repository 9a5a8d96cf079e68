from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from impact.books.models import Account, Export
from impact.books.services import Posting, open_account, post
from impact.books.trial_balance import build_trial_balances, is_early, list_balances
from tests.impact.sales import NOON, sell

pytestmark = pytest.mark.django_db
DAY = NOON.date()
SCREEN = "admin:books_trial_balance"


def post_on(
    key: str, *, day: int, cents: int, accounts: tuple[str, str] = ("bank", "gifts")
) -> None:
    post(
        Posting(
            kind="gift",
            key=key,
            effective_on=DAY + timedelta(days=day),
            lines=[(accounts[0], cents), (accounts[1], -cents)],
        )
    )


def read_balances(day: int | None = None) -> dict[str, int]:
    rows = list_balances(day=None if day is None else DAY + timedelta(days=day))
    return {row.code: row.balance_minor for row in rows if row.balance_minor}


@pytest.fixture
def auditor(db: None) -> Client:
    user = get_user_model().objects.create_user("auditor", "a@nomi.example", "x", is_staff=True)
    allowed = Permission.objects.filter(codename__in=("view_account", "take_export"))
    user.user_permissions.add(*allowed)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_balances_of_a_past_day_leave_out_later_effective_dates() -> None:
    post_on("a", day=0, cents=100)
    post_on("b", day=2, cents=20)
    post_on("c", day=1, cents=3)  # posted last, effective before

    assert [read_balances(day) for day in (-1, 0, 1, 2)] == [
        {},
        {"bank": 100, "gifts": -100},
        {"bank": 103, "gifts": -103},
        {"bank": 123, "gifts": -123},
    ]
    assert read_balances() == read_balances(2)


@pytest.mark.parametrize("answer", [True, False])
def test_both_ways_to_a_day_lead_to_the_same_balances(
    monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    for number, day in enumerate((3, 0, 5, 1, 4, 0, 2)):
        post_on(f"e{number}", day=day, cents=10**number)
    monkeypatch.setattr("impact.books.trial_balance.is_early", lambda _day: answer)

    assert [read_balances(day).get("bank", 0) for day in range(-1, 6)] == [
        *(0, 100_010, 101_010, 1_101_010, 1_101_011, 1_111_011, 1_111_111)
    ]


def test_early_day_is_read_from_its_own_lines() -> None:
    for day in range(5):
        post_on(f"e{day}", day=day, cents=1)

    assert [is_early(DAY + timedelta(days=day)) for day in range(5)] == [
        *(True, True, False, False, False)
    ]


def test_columns_are_equal_on_every_day() -> None:
    sell()
    post_on("late", day=5, cents=77)

    for day in (-1, 0, 5):
        (balance,) = build_trial_balances(list_balances(day=DAY + timedelta(days=day)))
        assert balance.is_balanced
        assert balance.debit_minor == sum(
            row.debit_minor or 0 for row in list_balances(day=DAY + timedelta(days=day))
        )


def test_accounts_of_women_stand_in_one_row(accounts: list[str]) -> None:
    post_on("a", day=0, cents=500, accounts=("bank", f"training:{accounts[0]}"))
    post_on("b", day=0, cents=40, accounts=("bank", f"training:{accounts[1]}"))

    (balance,) = build_trial_balances(list_balances())

    rows = {row.code: row for part in balance.sections for row in part.rows}
    assert (rows["training:"].credit_minor, rows["training:"].account_count) == (540, 11)
    assert not any(code.startswith("training:A") for code in rows)


def test_each_currency_has_its_own_columns() -> None:
    for code, kind in (("bank:khr", "asset"), ("general:khr", "equity")):
        open_account(code=code, kind=kind, currency="KHR")
    post(
        Posting(
            kind="x",
            key="khr",
            effective_on=DAY,
            currency="KHR",
            lines=[("bank:khr", 5), ("general:khr", -5)],
        )
    )

    balances = build_trial_balances(list_balances())

    assert [(one.currency, one.debit_minor) for one in balances] == [("KHR", 5), ("USD", 0)]


def test_screen_shows_the_day_asked_for(auditor: Client) -> None:
    post_on("a", day=0, cents=123_456)
    post_on("b", day=1, cents=1)

    page = auditor.get(reverse(SCREEN), {"day": DAY.isoformat()}).content.decode()

    assert "$1,234.56" in page
    assert "$1,234.57" not in page
    assert "Debits equal credits" in page


def test_screen_says_what_is_wrong_with_a_day_and_keeps_it(auditor: Client) -> None:
    page = auditor.get(reverse(SCREEN), {"day": "2026-02-31"})

    assert page.status_code == 200
    assert "Enter a valid date." in page.content.decode()
    assert 'value="2026-02-31"' in page.content.decode()


def test_csv_holds_every_account_and_runs_nowhere(auditor: Client, accounts: list[str]) -> None:
    open_account(code="=cmd", kind="asset")
    post_on("a", day=0, cents=123_456, accounts=("bank", f"training:{accounts[0]}"))

    response = auditor.post(reverse(SCREEN + "_csv"), {"reason": "Year end"})
    rows = b"".join(response.streaming_content).decode().splitlines()

    assert rows[0] == "Account,Kind,Currency,Debit,Credit"
    assert "'=cmd,asset,USD,," in rows
    assert "bank,asset,USD,1234.56," in rows
    assert f"training:{accounts[0]},liability,USD,,1234.56" in rows
    assert len(rows) == 1 + Account.objects.count()


def test_csv_is_recorded_with_its_day_before_it_is_taken(auditor: Client) -> None:
    address = reverse(SCREEN + "_csv") + f"?day={DAY}"

    opened = auditor.get(address)
    refused = auditor.post(address, {"reason": ""})
    before = Export.objects.count()
    taken = auditor.post(address, {"reason": "Year end"})

    assert (opened.status_code, refused.status_code, before) == (200, 200, 0)
    assert taken["Content-Disposition"] == f'attachment; filename="trial-balance-{DAY}.csv"'
    row = Export.objects.get()
    assert (row.what, row.about, row.reason) == ("trial_balance", str(DAY), "Year end")


def test_who_may_look_may_not_take(auditor: Client) -> None:
    get_user_model().objects.get().user_permissions.remove(
        Permission.objects.get(codename="take_export")
    )

    page = auditor.get(reverse(SCREEN)).content.decode()

    assert reverse(SCREEN + "_csv") not in page
    assert auditor.post(reverse(SCREEN + "_csv"), {"reason": "x"}).status_code == 403
    assert not Export.objects.exists()


@pytest.mark.parametrize("page", [SCREEN, SCREEN + "_csv"])
def test_staff_without_the_permission_are_refused(page: str) -> None:
    user = get_user_model().objects.create_user("s", "s@nomi.example", "x", is_staff=True)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(reverse(page)).status_code == 403
    assert Client().get(reverse(page)).status_code == 302


def test_screen_asks_as_much_for_many_accounts_as_for_few(auditor: Client) -> None:
    counts = []
    for number in range(3):
        open_account(code=f"petty:{number}", kind="asset")
        if number == 1:
            continue
        with CaptureQueriesContext(connection) as queries:
            auditor.get(reverse(SCREEN))
        counts.append(len(queries))

    assert counts == [4, 4]
