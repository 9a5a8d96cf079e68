import csv
import io
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.books.exports.beancount import name_accounts
from impact.books.models import Account, Entry, Export, Line
from impact.books.services import close_period
from impact.books.trial_balance import list_balances
from tests.impact.books_year import live_a_year

pytestmark = pytest.mark.django_db
CHECK = Path(sys.executable).with_name("bean-check")
BALANCES = """
import sys
from beancount import loader
from beancount.core import realization
entries, errors, _options = loader.load_file(sys.argv[1])
assert not errors, errors
root = realization.realize(entries)
for account in realization.iter_children(root):
    for position in account.balance:
        print(account.account, position.units.number, position.units.currency)
"""


@pytest.fixture
def year(accounts: list[str], settings: object) -> None:
    settings.RETURN_WINDOW_DAYS = 30
    live_a_year(seed=5, codes=accounts, sales=150)


def export(path: Path, **options: str) -> str:
    days = [f"--{name.strip('_')}={day}" for name, day in options.items()]
    call_command("export_books", *days, str(path), verbosity=0)
    return path.read_text()


def check(path: Path) -> tuple[bool, str]:
    done = subprocess.run([CHECK, path], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode == 0, done.stderr


def read_balances(path: Path) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-c", BALANCES, path], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in done.stdout.splitlines()]
    return {name: int(Decimal(number) * 100) for name, number, _currency in rows}


def our_balances(day: date | None = None) -> dict[str, int]:
    names = name_accounts(Account.objects.order_by("pk"))
    return {
        names[row.account_id]: row.balance_minor
        for row in list_balances(day=day)
        if row.balance_minor
    }


def test_bean_check_agrees_with_a_year_of_books(year: None, tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"

    text = export(path)

    assert check(path) == (True, "")
    assert read_balances(path) == our_balances()
    assert len(re.findall(r"^\d{4}-\d\d-\d\d \*", text, re.MULTILINE)) == Entry.objects.count()
    assert Entry.objects.count() > 200
    assert read_balances(path)["Assets:Cash"] > 0


def test_bean_check_agrees_with_a_part_of_the_year(year: None, tmp_path: Path) -> None:
    path = tmp_path / "summer.beancount"

    text = export(path, from_="2025-06-01", to="2025-08-31")

    assert check(path) == (True, "")
    assert read_balances(path) == our_balances(date(2025, 8, 31))
    assert '2025-05-31 * "brought forward"' in text


def test_closed_periods_are_asserted_with_what_was_kept(year: None, tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    close_period(last_on=date(2025, 6, 30), actor="staff:1", reason="Half-year", now=timezone.now())

    text = export(path)

    bank = re.findall(r"^2025-07-01 balance Equity:Reserve  (\S+) ~ 0 USD$", text, re.MULTILINE)
    reserve = our_balances(date(2025, 6, 30))["Equity:Reserve"]
    assert [int(Decimal(amount) * 100) for amount in bank] == [reserve]
    assert check(path) == (True, "")
    path.write_text(text.replace(f"balance Equity:Reserve  {bank[0]}", "balance Equity:Reserve  0"))
    assert check(path)[0] is False


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"(  Assets:Clearing:Orders  \d+\.\d)\d USD", r"\g<1>9 USD"),  # a cent in one line
        (r"\n\n\d{4}-\d\d-\d\d \* \"sale\"\n(  .*\n)+", "\n"),  # a whole entry gone
        (r"(balance Equity:Reserve  -?\d+\.\d)\d ~", r"\g<1>9 ~"),  # a cent in an assertion
    ],
)
def test_bean_check_refuses_a_tampered_file(year: None, tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "books.beancount"
    text = export(path)

    tampered, changes = re.subn(old, new, text, count=1)
    path.write_text(tampered)

    assert (changes, tampered != text) == (1, True)
    assert check(path)[0] is False


def test_table_holds_every_line(year: None, tmp_path: Path) -> None:
    path = tmp_path / "books.csv"

    call_command("export_books", "--format=csv", str(path), verbosity=0)

    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    sums: dict[str, Decimal] = {}
    for row in rows:
        amount = Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
        sums[row["account"]] = sums.get(row["account"], Decimal(0)) + amount
    assert len(rows) == Line.objects.count()
    assert {code: int(sum_ * 100) for code, sum_ in sums.items() if sum_} == {
        row.code: row.balance_minor for row in list_balances() if row.balance_minor
    }


def test_names_are_legal_and_no_two_the_same() -> None:
    codes = ["petty", "Petty", "cost-of-goods", "x:=cmd|'", "größe", "a b", "a-b", "-", "9"]
    accounts = [Account(pk=pk, code=code, kind="asset") for pk, code in enumerate(codes, 1)]

    names = list(name_accounts(accounts).values())

    assert names == [
        "Assets:Petty",
        "Assets:Petty-2",
        "Assets:Cost-Of-Goods",
        "Assets:X:X-Cmd--",
        "Assets:Gr--E",
        "Assets:A-B",
        "Assets:A-B-7",
        "Assets:X-",
        "Assets:9",
    ]


def test_empty_books_are_a_legal_file(accounts: list[str], tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"

    export(path)

    assert check(path) == (True, "")


def test_command_refuses_in_words_and_leaves_no_part(year: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is before the one after"):
        export(tmp_path / "x", from_="2025-02-02", to="2025-02-01")
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        export(tmp_path / "nowhere" / "x")
    with pytest.raises(CommandError, match="2025-02-30 is no day; write it as"):
        export(tmp_path / "x", to="2025-02-30")

    assert list(tmp_path.iterdir()) == []


def sign_in(*permissions: str) -> Client:
    user = get_user_model().objects.create_user("auditor", "a@nomi.example", "x", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


ALLOWED = ("view_account", "view_entry", "take_export")


def ask_for(client: Client, **answers: str) -> Any:
    asked = {"format": "csv", "reason": "The auditors asked", **answers}
    return client.post(reverse("admin:books_export"), asked)


def test_staff_download_what_the_command_writes(year: None, tmp_path: Path) -> None:
    client = sign_in(*ALLOWED)
    written = export(tmp_path / "x", from_="2025-03-01", to="2025-03-31")

    response = ask_for(client, format="beancount", first="2025-03-01", last="2025-03-31")

    assert b"".join(response.streaming_content).decode() == written
    assert response["Content-Disposition"] == 'attachment; filename="books.beancount"'


def test_download_leaves_who_took_what_and_why(db: None) -> None:
    client = sign_in(*ALLOWED)

    response = ask_for(client, last="2025-03-31")
    list(response.streaming_content)

    auditor = get_user_model().objects.get()
    row = Export.objects.get()
    assert response.status_code == 200
    assert (row.what, row.about, row.reason, row.taken_by) == (
        "books",
        "csv, … – 2025-03-31",
        "The auditors asked",
        f"staff:{auditor.pk}",
    )


def test_screen_says_what_is_wrong_and_keeps_it(db: None) -> None:
    page = ask_for(sign_in(*ALLOWED), first="2025-03-02", last="2025-03-01").content.decode()

    assert "The last day is before the first." in page
    assert 'value="2025-03-02"' in page
    assert "The auditors asked" in page
    assert not Export.objects.exists()


def test_books_are_not_taken_without_a_reason(db: None) -> None:
    response = ask_for(sign_in(*ALLOWED), reason="  ")

    assert response.context["form"].errors.keys() == {"reason"}
    assert not Export.objects.exists()


def test_opening_the_page_takes_nothing(db: None) -> None:
    asked = {"format": "csv", "reason": "x"}

    page = sign_in(*ALLOWED).get(reverse("admin:books_export"), asked)

    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert not Export.objects.exists()


def test_what_cannot_be_recorded_is_not_taken(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client, read = sign_in(*ALLOWED), []
    monkeypatch.setattr("impact.books.views.export.write_export", read.append)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE books_export ADD CONSTRAINT full_up CHECK (false) NOT VALID")

    with pytest.raises(IntegrityError, match="full_up"):
        ask_for(client)

    assert read == []


@pytest.mark.parametrize("missing", ALLOWED)
def test_export_needs_each_permission(db: None, missing: str) -> None:
    client = sign_in(*(one for one in ALLOWED if one != missing))

    assert client.get(reverse("admin:books_export")).status_code == 403
    assert ask_for(client).status_code == 403
    assert not Export.objects.exists()


def test_export_is_shown_and_never_changed(db: None) -> None:
    client = sign_in(*ALLOWED, "view_export")
    list(ask_for(client).streaming_content)

    page = client.get(reverse("admin:books_export_changelist")).content.decode()

    assert "The auditors asked" in page
    assert "auditor" in page
    with pytest.raises(IntegrityError, match="Rows of export are final"), transaction.atomic():
        Export.objects.update(reason="Nothing")
