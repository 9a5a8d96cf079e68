"""What waits around the bank: movements that nobody has explained."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from impact.banking.queries import list_unmatched
from nomi.desk.today.panels import Panel, Row, build_panel
from nomi.platform.amounts import format_minor
from nomi.platform.screens import find_address


def build_bank_panels() -> list[Panel]:
    """Return what waits around the bank."""
    return [
        build_panel(
            title=_("Bank lines to explain"),
            rows=list_unmatched(),
            describe=describe_line,
            screen="banking_statementline",
            query="?standing=unmatched",
        )
    ]


def describe_line(line: Any) -> Row:
    """Return the amount with its day, and what the bank says of it."""
    return Row(
        title=f"{format_minor(line.amount_minor, line.currency)} · {line.booked_on:%d %b}",
        detail=" · ".join(part for part in (line.counterparty, line.text) if part),
        address=find_address(line),
    )
