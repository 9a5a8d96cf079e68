"""The sidebar's entries for those who keep the books and speak with the bank."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Entry = tuple[str | Promise, str, str, str]
"""Title, icon, name of the address, permission asked for."""
Group = tuple[str | Promise, tuple[Entry, ...]]
"""A heading and what stands below it."""

BOOKS_AND_BANK: tuple[Group, ...] = (
    (
        _("Books"),
        (
            (_("Trial balance"), "balance", "admin:books_trial_balance", "books.view_account"),
            (
                _("Accounts and statements"),
                "account_balance",
                "admin:books_account_changelist",
                "books.view_account",
            ),
            (_("Entries"), "menu_book", "admin:books_entry_changelist", "books.view_entry"),
            (_("Log of the books"), "verified", "admin:proofs_status", "proofs.view_checkpoint"),
            (
                _("Corrections"),
                "undo",
                "admin:books_correction_changelist",
                "books.view_correction",
            ),
            (
                _("Closed periods"),
                "lock_clock",
                "admin:books_period_changelist",
                "books.view_period",
            ),
            (_("Halts"), "front_hand", "admin:books_halt_changelist", "books.view_halt"),
            (_("Exports"), "download", "admin:books_export_changelist", "books.view_export"),
        ),
    ),
    (
        _("Bank"),
        (
            (
                _("Payment files"),
                "send_money",
                "admin:banking_paymentfile_changelist",
                "banking.view_paymentfile",
            ),
            (
                _("Statements"),
                "account_balance",
                "admin:banking_bankstatement_changelist",
                "banking.view_bankstatement",
            ),
            (
                _("Bank lines"),
                "rule",
                "admin:banking_statementline_changelist",
                "banking.view_statementline",
            ),
        ),
    ),
)
