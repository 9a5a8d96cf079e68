"""The bank desk: payment files out, statements in, and lines that somebody must explain."""

from impact.banking.admin.files import PaymentFileScreen
from impact.banking.admin.lines import StatementLineScreen
from impact.banking.admin.statements import BankStatementScreen
from impact.banking.admin.wires import WireScreen

__all__ = ["BankStatementScreen", "PaymentFileScreen", "StatementLineScreen", "WireScreen"]
