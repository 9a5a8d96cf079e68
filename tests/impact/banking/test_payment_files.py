from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from impact.banking import refusals
from impact.banking.formats.schema import list_schema_faults
from impact.banking.models import FileDownload, FileRefusal, PaymentFile, PaymentFileItem
from impact.banking.services import payment_files
from impact.banking.services.payment_files import take_payment_file
from impact.books import halts
from impact.payouts.models import Payout
from impact.payouts.services.bank_details import BankAccount
from impact.payouts.services.draws import ForeignAmount
from impact.payouts.services.providers import block_provider
from impact.payouts.services.rules import set_rules
from tests.impact.banking.builders import (
    CLERK,
    NOON,
    send_wires,
)
from tests.impact.payouts.builders import (
    ACCOUNT,
    CODE,
    add_bank_details,
    make_payout,
    make_provider,
    settle_payout,
)

KHR = ForeignAmount(
    amount_minor=48_000_000,
    currency="KHR",
    rate=Decimal(4_000),
    rate_source="National Bank",
    rate_on=NOON.date(),
)

pytestmark = pytest.mark.usefixtures("account")


def take(file: PaymentFile, *, may_again: bool = False) -> bytes:
    return take_payment_file(
        file_uid=file.uid, actor=CLERK, reason="To the bank.", may_again=may_again, now=NOON
    )


def count_rows() -> tuple[int, ...]:
    models = (PaymentFile, PaymentFileItem, FileDownload, FileRefusal)
    return tuple(model.objects.count() for model in models)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2027, 12, 31, 23, 59, tzinfo=UTC), date(2028, 1, 3)),
        (datetime(2028, 2, 28, 23, 58, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_next_working_day_follows_the_calendar(now: datetime, day: date) -> None:
    assert payment_files.find_next_working_day(now) == day


def test_file_pays_every_held_payout_and_marks_it_sent() -> None:
    provider = make_provider()
    payouts = [make_payout(provider, amount_minor=cents) for cents in (12_000, 7_550)]

    made = send_wires()

    document = take(made.file)
    root = ET.fromstring(document)  # noqa: S314 - written by us
    transfers = root.findall(".//{*}CdtTrfTxInf")
    assert list_schema_faults(document) == []
    assert {one.findtext("{*}PmtId/{*}EndToEndId") for one in transfers} == {
        payout.uid.hex for payout in payouts
    }
    assert root.findtext(".//{*}GrpHdr/{*}CtrlSum") == "195.50"
    assert (made.file.wire_count, made.file.held_minor, made.left_out) == (2, 19_550, [])
    for payout in payouts:
        payout.refresh_from_db()
        assert payout.state == Payout.State.SUBMITTED
        assert payout.external_reference == made.file.reference
        assert payout.batch_uid == made.file.uid


def test_file_names_no_woman_and_no_cause() -> None:
    make_payout()

    text = take(send_wires().file).decode()

    for word in (CODE, "Leaf", "First term", "training", "Training", "Nomi", "women"):
        assert word not in text


def test_second_file_finds_nothing_left() -> None:
    make_payout()
    send_wires()
    before = count_rows()

    with pytest.raises(refusals.NothingToPayError, match="No payout waits"):
        send_wires()

    assert count_rows() == before


def test_database_refuses_a_payout_in_a_second_file() -> None:
    payout = make_payout()
    file = send_wires().file

    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentFileItem.objects.create(file=file, payout=payout, currency="USD", amount_minor=1)

    assert PaymentFileItem.objects.count() == 1


def test_small_payouts_wait_for_the_minimum_of_the_rail() -> None:
    payout = make_payout(amount_minor=4_999)

    with pytest.raises(refusals.NothingToPayError):
        send_wires()

    payout.refresh_from_db()
    assert (payout.state, payout.tries, count_rows()) == ("held", 0, (0, 0, 0, 0))


def test_foreign_payouts_are_paid_in_their_own_currency() -> None:
    provider = make_provider()
    make_payout(provider)
    make_payout(
        provider,
        foreign=KHR,
    )

    made = send_wires()

    root = ET.fromstring(take(made.file))  # noqa: S314 - written by us
    amounts = [(one.get("Ccy"), one.text) for one in root.findall(".//{*}InstdAmt")]
    assert amounts == [("KHR", "480000.00"), ("USD", "120.00")]
    assert len(root.findall(".//{*}PmtInf")) == 2
    assert made.file.held_minor == 24_000


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holder": "សាលារៀន"}, "The holder’s name has letters"),
        ({"holder": "x" * 71}, "longer than the 70 letters"),
        ({"bic": "12345678"}, "BICFI is not as the standard asks"),
    ],
)
def test_wire_that_no_bank_takes_is_left_out_in_words(changes: dict[str, str], words: str) -> None:
    odd = make_provider("Odd School")
    set_rules(now=timezone.now(), cool_off_hours=0)
    add_bank_details(odd, BankAccount(**{**asdict(ACCOUNT), **changes}))
    set_rules(now=timezone.now(), cool_off_hours=0)
    kept = make_payout(odd)
    paid = make_payout(make_provider("Plain School"))

    made = send_wires()

    kept.refresh_from_db()
    paid.refresh_from_db()
    ((left, why),) = made.left_out
    assert (left, made.file.wire_count) == (kept, 1)
    assert words in why
    assert (kept.state, paid.state) == ("held", "submitted")
    assert words in kept.error


def test_invalid_file_marks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    payout = make_payout()
    monkeypatch.setattr(payment_files, "list_schema_faults", lambda _document: ["Dbtr is wrong."])

    with pytest.raises(refusals.InvalidOrderError, match="Dbtr is wrong"):
        send_wires()

    payout.refresh_from_db()
    assert (payout.state, payout.tries, count_rows()) == ("held", 0, (0, 0, 0, 0))


def test_file_without_a_debtor_is_refused(settings: object) -> None:
    make_payout()
    settings.BANK_DEBTOR_BIC = ""

    with pytest.raises(refusals.DebtorUnknownError, match="BANK_DEBTOR_BIC"):
        send_wires()

    assert count_rows() == (0, 0, 0, 0)


@pytest.mark.parametrize("days", [-1, 31])
def test_file_for_a_day_that_no_bank_takes_is_refused(days: int) -> None:
    make_payout()

    with pytest.raises(refusals.BadExecutionDayError):
        send_wires(execution_on=timezone.now().date() + timedelta(days=days))

    assert count_rows() == (0, 0, 0, 0)


def test_no_file_leaves_while_the_books_are_under_review() -> None:
    payout = make_payout()
    halts.raise_halt(cause=halts.BROKEN_BOOKS, words=["Entry 7."], now=NOON)

    with pytest.raises(halts.PayoutsHaltedError):
        send_wires()

    payout.refresh_from_db()
    assert (payout.state, count_rows()) == ("held", (0, 0, 0, 0))


def test_provider_blocked_after_release_is_passed_over() -> None:
    payout = make_payout()
    block_provider(
        provider_id=payout.draw.provider_id, actor="staff:2", reason="Doubt.", now=timezone.now()
    )

    with pytest.raises(refusals.NothingToPayError):
        send_wires()

    payout.refresh_from_db()
    assert (payout.state, count_rows()) == ("held", (0, 0, 0, 0))


def test_file_is_stored_sealed() -> None:
    make_payout()

    file = send_wires().file

    assert ACCOUNT.account_number.encode() not in bytes(file.sealed)
    assert b"<Document" not in bytes(file.sealed)
    assert b"<Document" in take(file)


def test_second_download_needs_its_own_permission() -> None:
    make_payout()
    file = send_wires().file
    first = take(file)

    with pytest.raises(refusals.DownloadRefusedError, match="could pay twice"):
        take(file)

    assert FileDownload.objects.count() == 1
    assert take(file, may_again=True) == first
    assert [one.number for one in file.downloads.order_by("pk")] == [1, 2]


def test_table_holds_the_same_wires() -> None:
    payout = make_payout()

    text = take(send_wires(file_format="table").file).decode()

    assert payout.uid.hex in text
    assert text.count("\r\n") == 2


def test_settled_payouts_are_not_paid_again() -> None:
    settle_payout(make_payout())

    with pytest.raises(refusals.NothingToPayError):
        send_wires()

    assert count_rows() == (0, 0, 0, 0)


@pytest.mark.parametrize("table", ["banking_paymentfile", "banking_paymentfileitem"])
@pytest.mark.parametrize("attack", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_was_sent_is_never_changed(table: str, attack: str) -> None:
    make_payout()
    send_wires()
    before = count_rows()

    with (
        pytest.raises(IntegrityError, match="are final"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack.format(table))

    assert count_rows() == before
