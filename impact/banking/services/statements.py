"""Importing a bank's file: all of it or nothing, and every movement once."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from impact.banking.formats.facts import BankLine, Statement
from impact.banking.formats.reading import read_statements
from impact.banking.formats.refusals import (
    BadValueError,
    BeforeFirstStatementError,
    LineChangedError,
    StatementChangedError,
)
from impact.banking.models import BankStatement, LineMatch, StatementLine, StatementUpload
from impact.banking.refusals import DebtorUnknownError
from impact.banking.services.explaining import book_line
from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day
from impact.payouts.services.desk_lock import lock_bank_desk
from nomi.platform.encryption import seal, unseal

LINE_NAMES = uuid.UUID("5c3b3c0e-6f0e-5d0a-9a53-0d1f7a8f2b11")
"""The space in which lines get their uid from the account and the bank's reference."""


@dataclass(frozen=True, kw_only=True)
class ImportOutcome:
    """What importing a file did, or would do."""

    statements: Sequence[BankStatement]
    matches: Sequence[LineMatch]
    known_line_count: int
    opened_with_minor: int | None
    """The balance brought forward when this is the account's first statement; None otherwise."""

    @property
    def is_new(self) -> bool:
        """Whether the file holds any statement that was not imported before."""
        return bool(self.statements)


@transaction.atomic
def keep_upload(*, content: bytes, name: str, actor: str, now: datetime) -> StatementUpload:
    """Keep a bank's file, sealed, once it has proved readable; the same file is kept once.

    Raises a `StatementRefusedError` in words, nothing kept.
    """
    read_statements(content, account=get_our_account())
    lock_bank_desk()
    digest = sha256(content).hexdigest()
    known = StatementUpload.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    upload = StatementUpload(
        uid=uuid.uuid4(),
        name=name[-200:].replace("\0", ""),
        sha256=digest,
        uploaded_by=actor,
        uploaded_at=now,
    )
    upload.sealed = seal(content, context=upload.context)
    upload.save()
    return upload


@transaction.atomic
def import_upload(*, upload_uid: uuid.UUID | str, actor: str, now: datetime) -> ImportOutcome:
    """Import a kept file: its statements, their new lines, and an entry in the books for each.

    Safe to call again and by two people at once: a statement that was imported is passed over, and
    so is a line that an overlapping statement brought before. Raises a `StatementRefusedError`.
    """
    lock_bank_desk()
    upload = StatementUpload.objects.get(uid=upload_uid)
    content = unseal(bytes(upload.sealed), context=upload.context)
    found = read_statements(content, account=get_our_account())
    _refuse_future(found, now=now)
    fresh = [statement for statement in found if not _is_known(statement)]
    opened_with = None
    rows, matches, known_count = [], [], 0
    for statement in sorted(fresh, key=lambda one: (one.first_on, one.last_on)):
        if _begin_account(statement, actor=actor):
            opened_with = statement.opening_minor
        new = _list_new_lines(statement)
        known_count += len(statement.lines) - len(new)
        row = _keep_statement(statement, upload=upload, new=new, actor=actor, now=now)
        rows.append(row)
        matches += [book_line(line, now=now) for line in _keep_lines(row, new)]
    return ImportOutcome(
        statements=rows,
        matches=matches,
        known_line_count=known_count,
        opened_with_minor=opened_with,
    )


def preview_import(*, upload_uid: uuid.UUID | str, actor: str, now: datetime) -> ImportOutcome:
    """Return what importing the file would do, by doing it and taking it back."""
    with transaction.atomic():
        outcome = import_upload(upload_uid=upload_uid, actor=actor, now=now)
        transaction.set_rollback(True)
    return outcome


def look_at_file(
    *, content: bytes, name: str, actor: str, now: datetime
) -> tuple[StatementUpload, ImportOutcome]:
    """Keep a bank's file and return it with what importing it would do; see the two above."""
    upload = keep_upload(content=content, name=name, actor=actor, now=now)
    return upload, preview_import(upload_uid=upload.uid, actor=actor, now=now)


def get_our_account() -> str:
    """Return our account's number; raise `DebtorUnknownError` while the settings lack it."""
    account = settings.BANK_DEBTOR_ACCOUNT.replace(" ", "")
    if not account:
        raise DebtorUnknownError("The settings do not name our account: BANK_DEBTOR_ACCOUNT.")
    return str(account)


def fingerprint(statement: Statement) -> str:
    """Return the hash of what a statement says, whatever its file looked like."""
    lines = tuple(replace(line, place="") for line in statement.lines)
    return sha256(repr(astuple(replace(statement, lines=lines))).encode()).hexdigest()


def _refuse_future(statements: Iterable[Statement], *, now: datetime) -> None:
    """Refuse days that no bank has closed yet, one time zone ahead of us allowed."""
    for statement in statements:
        if statement.last_on > now.date() + timedelta(days=1):
            raise BadValueError(
                f"Statement {statement.statement_id} ends on {statement.last_on}, which is still to"
                " come."
            )


def _is_known(statement: Statement) -> bool:
    """Return whether the statement was imported; refuse it with other content under its number."""
    known = BankStatement.objects.filter(
        account=statement.account, statement_id=statement.statement_id
    ).first()
    if known is not None and known.content_hash != fingerprint(statement):
        raise StatementChangedError(
            f"Statement {statement.statement_id} was imported before with other content. Ask the"
            " bank which one holds."
        )
    return known is not None


def _begin_account(statement: Statement, *, actor: str) -> bool:
    """Bring the balance forward before the first statement; refuse one from before it."""
    earliest = BankStatement.objects.filter(account=statement.account).order_by("first_on").first()
    if earliest is not None:
        if statement.first_on < earliest.first_on:
            raise BeforeFirstStatementError(
                f"Statement {statement.statement_id} begins on {statement.first_on}, before the"
                f" first one imported ({earliest.first_on}). What moved until then is in the"
                " balance that was brought forward."
            )
        return False
    reference = f"bank-opening:{uuid.uuid5(LINE_NAMES, statement.account)}"
    if statement.opening_minor:
        books.post(
            books.Posting(
                kind="bank-opening",
                key=reference,
                effective_on=find_open_day(statement.first_on),
                lines=[
                    (chart.BANK, statement.opening_minor),
                    (chart.GENERAL, -statement.opening_minor),
                ],
                reference=reference,
                actor=actor,
            )
        )
    return True


def _list_new_lines(statement: Statement) -> list[BankLine]:
    """Return the lines that no earlier statement brought; refuse one that changed since."""
    known = {
        line.bank_reference: line
        for line in StatementLine.objects.filter(
            account=statement.account,
            bank_reference__in=[line.bank_reference for line in statement.lines],
        )
    }
    for line in statement.lines:
        before = known.get(line.bank_reference)
        facts = (line.amount_minor, line.booked_on)
        if before is not None and (before.amount_minor, before.booked_on) != facts:
            raise LineChangedError(
                f"In {line.place}: the bank’s reference {line.bank_reference} was imported before"
                " with another amount or day."
            )
    return [line for line in statement.lines if line.bank_reference not in known]


def _keep_statement(
    statement: Statement,
    *,
    upload: StatementUpload,
    new: Sequence[BankLine],
    actor: str,
    now: datetime,
) -> BankStatement:
    """Keep the statement's own facts."""
    return BankStatement.objects.create(
        upload=upload,
        account=statement.account,
        statement_id=statement.statement_id,
        content_hash=fingerprint(statement),
        currency=statement.currency,
        first_on=statement.first_on,
        last_on=statement.last_on,
        opening_minor=statement.opening_minor,
        closing_minor=statement.closing_minor,
        line_count=len(statement.lines),
        new_line_count=len(new),
        imported_by=actor,
        imported_at=now,
    )


def _keep_lines(statement: BankStatement, lines: Iterable[BankLine]) -> list[StatementLine]:
    """Keep the lines, each under the uid that its account and reference give it."""
    return StatementLine.objects.bulk_create(
        StatementLine(
            uid=uuid.uuid5(LINE_NAMES, f"{statement.account}/{line.bank_reference}"),
            statement=statement,
            account=statement.account,
            bank_reference=line.bank_reference,
            booked_on=line.booked_on,
            value_on=line.value_on,
            currency=statement.currency,
            amount_minor=line.amount_minor,
            end_to_end_id=line.end_to_end_id,
            counterparty=line.counterparty,
            text=line.text,
            is_fee=line.is_fee,
        )
        for line in lines
    )
