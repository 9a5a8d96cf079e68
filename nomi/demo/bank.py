"""The demo's bank: it carried a payment file out, and its statement says so.

One line of the statement is left for a visitor to explain.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

from impact.banking.formats.statement_csv import COLUMNS
from impact.banking.models import BankStatement
from impact.banking.services import payment_files, statements
from impact.payouts.models import Payout
from nomi.platform.safe_csv import write_amount

OPENING_MINOR = 1_250_000
FEE_MINOR = 1_200
UNNAMED_MINOR = 15_000


def pay_by_wire(*, actor: str, now: datetime) -> None:
    """Put every held payout into a payment file, and take the file to the bank."""
    made = payment_files.make_payment_file(
        file_format="pain",
        execution_on=payment_files.find_next_working_day(now),
        actor=actor,
        reason="Weekly run.",
        now=now,
    )
    payment_files.take_payment_file(
        file_uid=made.file.uid, actor=actor, reason="For the bank.", may_again=False, now=now
    )


def bring_statement(
    paid: Sequence[Payout], *, actor: str, now: datetime, has_unnamed: bool = True
) -> None:
    """Import a statement on which these payouts left, with a fee and money that nobody knows."""
    upload = statements.keep_upload(
        content=_write_table(paid, day=now.date(), has_unnamed=has_unnamed),
        name="statement.csv",
        actor=actor,
        now=now,
    )
    statements.import_upload(upload_uid=upload.uid, actor=actor, now=now)


def _write_table(paid: Sequence[Payout], *, day: date, has_unnamed: bool) -> bytes:
    """Return the statement as the table with our columns."""
    moves = [
        *(
            (-payout.amount_minor, payout.uid.hex, payout.draw.provider.name, "Payment", "")
            for payout in paid
        ),
        (-FEE_MINOR, "", "Sample Bank", "Charges for payments abroad", "fee"),
    ]
    if has_unnamed:
        moves.append((UNNAMED_MINOR, "", "Sample Office Space", "Deposit returned", ""))
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(COLUMNS)
    before = BankStatement.objects.order_by("last_on", "pk").last()
    balance = before.closing_minor if before else OPENING_MINOR
    for number, (amount, end_to_end, name, text, kind) in enumerate(moves, 1):
        balance += amount
        rows.writerow(
            (
                statements.get_our_account(),
                day,
                day,
                write_amount(amount),
                "USD",
                write_amount(balance),
                f"SAMPLE-{day:%Y%m%d}-{number}",
                end_to_end,
                name,
                text,
                kind,
            )
        )
    return table.getvalue().encode()
