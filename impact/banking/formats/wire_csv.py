"""Payment orders as a table, for banks that take no XML."""

import csv
import io

from impact.banking.formats.facts import PaymentOrder, format_amount
from nomi.platform.safe_csv import make_table_safe

COLUMNS = (
    "end_to_end_id",
    "execution_date",
    "debtor_account",
    "currency",
    "amount",
    "creditor",
    "account",
    "bic",
    "bank",
    "street",
    "town",
    "postal_code",
    "country",
    "charges",
    "reference",
)


def write_wire_table(order: PaymentOrder) -> bytes:
    """Return the table, a row per wire; no cell of it runs in a spreadsheet."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for wire in order.wires:
        writer.writerow(
            [
                wire.end_to_end_id,
                order.execution_on.isoformat(),
                order.debtor.account,
                wire.currency,
                format_amount(wire.amount_minor, wire.currency),
                wire.holder,
                wire.account,
                wire.bic,
                wire.bank_name,
                wire.street,
                wire.town,
                wire.postal_code,
                wire.country,
                "OUR",
                wire.reference,
            ]
        )
    return make_table_safe(table.getvalue()).encode()
