"""What the machinery takes a line of the bank for, and what it leaves to a person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from impact.banking.models import LineMatch
from impact.books import services as books
from impact.books.models import Entry
from impact.books.queries import get_balance, get_balances, list_faults
from impact.payouts.models import Payout
from tests.impact.banking.builders import (
    CLERK,
    DAY,
    NOON,
    import_file,
    import_lines,
    make_line,
    make_statement,
    pay_line,
    send_wires,
    write_camt,
    write_table,
)
from tests.impact.banking.test_payment_files import KHR
from tests.impact.payouts.builders import CODE, make_payout, make_provider

pytestmark = pytest.mark.usefixtures("account")
HELD = (f"training:{CODE}", f"committed:{CODE}", "clearing:payouts", "exchange-differences")


def list_kinds() -> list[str]:
    return list(LineMatch.objects.order_by("pk").values_list("kind", flat=True))


def list_balances(*codes: str) -> list[int]:
    return list(get_balances(codes=codes or HELD).values())


@pytest.mark.parametrize("write", [write_camt, write_table])
def test_line_is_found_by_the_reference_that_we_sent(write: object) -> None:
    payout = make_payout()
    send_wires()
    text = f"WIRE OUT payment {payout.uid.hex[:12].upper()} MEKONG"

    import_file(write(make_statement(pay_line(payout, end_to_end_id="", text=text))))

    assert list_kinds() == ["payout"]


def test_return_gives_her_the_whole_amount_back() -> None:
    payout = make_payout()
    send_wires()
    import_lines(pay_line(payout))

    back = pay_line(payout, "B-2", amount_minor=12_000, booked_on=DAY + timedelta(days=3))
    import_lines(back, opening_minor=-12_000, name="2")

    payout.refresh_from_db()
    assert payout.state == Payout.State.RETURNED
    assert list_kinds() == ["payout", "return"]
    assert list_balances() == [100_000, 0, 0, 0]
    assert (get_balance("bank"), list_faults()) == (0, [])


def test_foreign_payout_costs_what_the_bank_took() -> None:
    payout = make_payout(foreign=KHR)
    send_wires()

    import_lines(pay_line(payout, amount_minor=-12_345))

    payout.refresh_from_db()
    assert (payout.state, payout.paid_minor) == ("settled", 12_345)
    assert list_balances() == [88_000, 0, 0, 345]
    assert get_balance("bank") == -12_345


@pytest.mark.parametrize("amount", [-11_999, -24_000, 12_000])
def test_line_of_another_amount_is_left_to_a_person(amount: int) -> None:
    payout = make_payout()
    send_wires()

    import_lines(pay_line(payout, amount_minor=amount))

    payout.refresh_from_db()
    assert (payout.state, list_kinds()) == ("submitted", ["unmatched"])
    assert get_balances(codes=["bank", "suspense"]) == {"bank": amount, "suspense": -amount}


def test_second_line_for_one_payout_is_left_to_a_person() -> None:
    payout = make_payout()
    send_wires()

    import_lines(pay_line(payout), pay_line(payout, "B-2"))

    assert list_kinds() == ["payout", "unmatched"]
    assert get_balances(codes=["bank", "suspense", "clearing:payouts"]) == {
        "bank": -24_000,
        "suspense": 12_000,
        "clearing:payouts": 0,
    }


def test_fee_is_booked_as_one() -> None:
    import_lines(make_line(amount_minor=-2_500, is_fee=True, text="Monthly fee"))

    assert list_kinds() == ["fee"]
    assert get_balances(codes=["bank", "fees"]) == {"bank": -2_500, "fees": 2_500}


def leave_stripe(reference: str, amount_minor: int) -> None:
    books.post(
        books.Posting(
            kind="test",
            key=reference,
            effective_on=DAY,
            lines=[("stripe", -amount_minor), ("clearing:transit", amount_minor)],
            reference=reference,
        )
    )


def test_money_from_stripe_arrives_under_its_reference() -> None:
    leave_stripe("stripe:po_1", 5_000)
    leave_stripe("stripe:po_2", 7_000)

    import_lines(make_line(amount_minor=7_000, counterparty="STRIPE", text="TRANSFER"))

    match = LineMatch.objects.get()
    assert (match.kind, match.reference) == ("transit", "stripe:po_2")
    assert list_balances("bank", "clearing:transit") == [7_000, 5_000]


def test_two_stripe_payouts_of_one_amount_are_left_to_a_person() -> None:
    leave_stripe("stripe:po_1", 7_000)
    leave_stripe("stripe:po_2", 7_000)

    import_lines(make_line(amount_minor=7_000, counterparty="STRIPE"))

    assert list_kinds() == ["unmatched"]


def test_database_refuses_a_match_without_its_entry() -> None:
    import_lines(make_line())
    match = LineMatch.objects.get()
    other = Entry.objects.order_by("pk").first()

    with pytest.raises(IntegrityError, match="The books do not say so"), transaction.atomic():
        LineMatch.objects.create(
            line=match.line,
            kind="fee",
            reference=other.reference,
            entry=other,
            actor=CLERK,
            reason="It is.",
            at=NOON,
        )

    assert list_kinds() == ["unmatched"]


def test_stripe_payouts_are_never_taken_for_wires() -> None:
    provider = make_provider(rail="stripe_transfer", stripe_account_id="acct_1")
    payout = make_payout(provider)

    import_lines(pay_line(payout))

    assert list_kinds() == ["unmatched"]
