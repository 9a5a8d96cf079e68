"""Whatever a superuser changes behind the guards' back is named, stops payouts and is told."""

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from impact.books.halts import BROKEN_BOOKS, PayoutsHaltedError, find_halts, refuse_while_halted
from impact.books.models import Account
from impact.books.queries import list_faults
from impact.books.services import Posting, post
from impact.proofs.models import KeptPart, LogSecret, Verification
from impact.proofs.services import erasure
from impact.proofs.services.checkpoints import make_checkpoint
from impact.proofs.services.sealing import seal_entries
from impact.proofs.services.verification import list_log_faults, verify_everything
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from tests.impact.sales import NOON, give_back, sell
from tests.impact.vault.builders import erase

pytestmark = pytest.mark.django_db
SELECT = "SELECT {key} FROM {table} WHERE {where} ORDER BY {key}"
UPDATE = "UPDATE {table} SET {change} WHERE {key} = {row}"
DELETE = "DELETE FROM {table} WHERE {key} = {row}"


@pytest.fixture
def sealed(accounts: list[str], settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two published days: sales, a refund, an allocation, and some full tiles of the log."""
    monkeypatch.setattr("impact.proofs.services.checkpoints.PADDED_TO", 300)
    settings.RETURN_WINDOW_DAYS = 0
    for number in range(1, 9):
        sell(f"N-{number}")
    give_back()
    seal_entries(now=NOON)
    make_checkpoint(now=NOON)
    mature_shares(now=NOON)
    allocate_fund(now=NOON)
    seal_entries(now=NOON)
    make_checkpoint(now=NOON + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def run(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def draw_row(draw: random.Random, table: str, where: str = "true", key: str = "id") -> object:
    with connection.cursor() as cursor:
        cursor.execute(SELECT.format(key=key, table=table, where=where))
        return draw.choice(cursor.fetchall())[0]


def edit(table: str, change: str, where: str = "true", key: str = "id") -> Callable[..., str]:
    def write(draw: random.Random) -> str:
        row = draw_row(draw, table, where, key)
        return UPDATE.format(table=table, change=change, key=key, row=row)

    return write


def delete(table: str, where: str = "true", key: str = "id") -> Callable[..., str]:
    def write(draw: random.Random) -> str:
        return DELETE.format(table=table, key=key, row=draw_row(draw, table, where, key))

    return write


OTHER_BYTES = "decode(repeat('5a', 32), 'hex')"
USED = "line_count > 0 AND floor_minor IS NULL"
ATTACKS: tuple[Callable[..., str], ...] = (
    edit("books_entry", "reference = reference || 'x'"),
    edit("books_entry", "kind = 'gift'"),
    edit("books_entry", "key = key || 'x'"),
    edit("books_entry", "actor = 'somebody'"),
    edit("books_entry", "effective_on = effective_on + 1"),
    edit("books_entry", "posted_at = posted_at - interval '1 day'"),
    edit("books_entry", "line_count = line_count + 1, last_line_id = last_line_id + 1"),
    edit("books_entry", "request_hash = sha256('x')"),
    edit("books_entry", "reverses_id = 1"),
    delete("books_entry"),
    edit("books_line", "amount_minor = amount_minor + 1"),
    edit("books_line", "account_id = account_id + 1, account_sequence = account_sequence + 5000"),
    edit("books_line", "currency = 'EUR'"),
    edit("books_line", "balance_after_minor = balance_after_minor + 1"),
    edit("books_line", "account_sequence = account_sequence + 1000"),
    edit("books_line", "entry_id = entry_id + 1"),
    delete("books_line"),
    edit("books_balance", "debits_minor = debits_minor + 1", USED),
    edit("books_balance", "credits_minor = credits_minor + 1", USED),
    edit("books_balance", "line_count = line_count + 1", USED),
    delete("books_balance", USED),
    edit("books_account", "code = code || 'x'", "code IN ('share', 'sales', 'refunds')"),
    edit("proofs_leaf", f"data = {OTHER_BYTES}", key="position"),
    edit("proofs_leaf", "entry_id = NULL", "entry_id IS NOT NULL", "position"),
    delete("proofs_leaf", key="position"),
    edit("proofs_checkpoint", f"root = {OTHER_BYTES}"),
    edit("proofs_checkpoint", "note = replace(note, '00', '01')"),
    edit("proofs_checkpoint", "size = size + 1"),
    edit("proofs_checkpoint", "signed_at = signed_at - interval '2 days'"),
    delete("proofs_checkpoint", "size = (SELECT max(size) FROM proofs_checkpoint)"),
    edit("proofs_node", f"hash = {OTHER_BYTES}"),
    delete("proofs_node"),
    edit("proofs_logsecret", "sealed = ''"),
    delete("proofs_logsecret"),
    lambda draw: "TRUNCATE proofs_leaf CASCADE",
    lambda draw: "TRUNCATE books_line, books_entry, proofs_leaf, books_correction CASCADE",
    lambda draw: DELETE.replace("=", ">=").format(
        table="proofs_leaf", key="position", row=draw.randrange(1, 599)
    ),
    lambda draw: "DELETE FROM books_line WHERE entry_id = (SELECT max(id) FROM books_entry)",
)
SEEDS = range(50)


def attack(seed: int) -> str:
    """Run one change by its seed with all triggers off, as only a superuser can."""
    draw = random.Random(seed)
    statement = ATTACKS[seed % len(ATTACKS)](draw)
    run("SET LOCAL session_replication_role = replica")
    run("SET LOCAL nomi.flush_tests = 'on'")
    assert run(statement) != 0
    run("SET LOCAL session_replication_role = origin")
    return statement


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_changed_with_the_triggers_off_is_named(sealed: None, seed: int) -> None:
    before = [*list_faults(), *list_log_faults()]

    statement = attack(seed)

    assert before == []
    assert [*list_faults(), *list_log_faults()] != [], statement


def test_untouched_books_have_no_fault_and_raise_no_halt(sealed: None) -> None:
    sell("N-unsealed")

    assert verify_everything(now=NOON) == []
    assert find_halts() == []
    assert Verification.objects.get().faults == ""


def test_fault_stops_payouts_and_public_pages_say_so(sealed: None, client: Client) -> None:
    before = client.get("/impact/").content.decode()
    attack(0)

    faults = verify_everything(now=NOON)

    assert [halt.cause for halt in find_halts()] == [BROKEN_BOOKS]
    assert Verification.objects.get().faults == "\n".join(faults)
    with pytest.raises(PayoutsHaltedError):
        refuse_while_halted()
    assert "under review" not in before
    for address in ("/impact/", "/impact/how-it-works/", "/impact/verify/"):
        assert "figures are under review" in client.get(address).content.decode()


def test_erased_secret_opens_nothing_and_the_log_still_verifies(
    sealed: None, accounts: list[str]
) -> None:
    account = Account.objects.get(code=f"training:{accounts[0]}")
    others = LogSecret.objects.count()

    erased = [erasure.erase_account_secret(account_uid=str(account.uid)) for _time in range(2)]

    assert erased == [True, False]
    assert LogSecret.objects.count() == others - 1
    assert KeptPart.objects.count() == 1
    assert list_log_faults() == []


def test_erasing_a_woman_closes_her_leaves_as_well_and_again_after_a_restore(
    sealed: None, accounts: list[str], settings: Any, tmp_path: Path
) -> None:
    settings.VAULT_ERASURE_LIST = str(tmp_path / "erasures.txt")
    code = accounts[0]
    hers = LogSecret.objects.filter(
        subject=f"account:{Account.objects.get(code=f'training:{code}').uid}"
    )
    backup = list(hers.all())

    erase(code)
    left = hers.count()
    run("ALTER TABLE vault_erasure DISABLE TRIGGER USER")
    run("DELETE FROM vault_erasure")
    LogSecret.objects.bulk_create(backup)
    call_command("replay_erasures")

    assert (len(backup), left, hers.count()) == (1, 0, 0)
    assert list_log_faults() == []


def test_erasing_a_woman_closes_what_moved_her_account_alone(
    sealed: None, accounts: list[str], settings: Any, tmp_path: Path
) -> None:
    """Its details say what stood in her account after it; a division's say it of others too."""
    settings.VAULT_ERASURE_LIST = str(tmp_path / "erasures.txt")
    code, other = accounts[:2]
    for one in (code, other):
        lines = [("general", 100), (f"training:{one}", -100)]
        post(Posting(kind="test", key=one, reference=one, effective_on=NOON.date(), lines=lines))
    seal_entries(now=NOON)
    before = list_sealed_references()

    erase(code)

    assert f"reference:{code}" in before
    assert before - list_sealed_references() == {f"reference:{code}"}
    hers = KeptPart.objects.filter(entry__reference=code).values_list("part", flat=True)
    assert sorted(hers) == [0, 1, 3]
    assert list_log_faults() == []


def list_sealed_references() -> set[str]:
    secrets = LogSecret.objects.filter(subject__startswith="reference:")
    return set(secrets.values_list("subject", flat=True))


def test_control_a_secret_that_just_goes_is_missed(sealed: None, accounts: list[str]) -> None:
    account = Account.objects.get(code=f"training:{accounts[0]}")

    LogSecret.objects.filter(subject=f"account:{account.uid}").delete()

    assert ["a secret is gone" in fault for fault in list_log_faults()] == [True]


def test_what_comes_after_an_erasure_gets_a_new_secret(sealed: None) -> None:
    assert erasure.erase_reference_secret(reference="N-1")
    give_back("R-2")

    seal_entries(now=NOON)

    assert LogSecret.objects.filter(subject="reference:N-1").count() == 1
    assert list_log_faults() == []


def test_command_proves_what_the_nightly_task_does_and_keeps_the_run(
    sealed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_books")
    attack(0)

    with pytest.raises(CommandError):
        call_command("verify_books")

    well, ill = Verification.objects.order_by("pk")
    assert (well.faults, ill.faults != "") == ("", True)
    assert capsys.readouterr().out.endswith("the books add up.\n")
