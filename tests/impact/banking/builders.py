"""Payment orders and bank statements to test with, valid by default."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape

from django.utils import timezone

from impact.banking.formats.facts import BankLine, Debtor, PaymentOrder, Statement, Wire
from impact.banking.formats.statement_csv import COLUMNS
from impact.banking.services import payment_files, statements
from impact.banking.services.statements import ImportOutcome
from impact.payouts.models import Payout

OUR_ACCOUNT = "000123456789"
CLERK = "staff:7"
DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DEBTOR = Debtor(name="NN Trading Inc", account=OUR_ACCOUNT, bic="NNTBUS33XXX", country="US")


def make_wire(**changes: object) -> Wire:
    wire = Wire(
        end_to_end_id="3f2a9c0e5b7d4e1a8c6f0123456789ab",
        currency="USD",
        amount_minor=12_345,
        holder="Riverside School",
        account="0045-998-12",
        bic="ABAAKHPPXXX",
        bank_name="Mekong Bank",
        street="Street 271",
        town="Phnom Penh",
        postal_code="12306",
        country="KH",
        reference="Payment 3F2A9C0E5B7D",
    )
    return replace(wire, **changes)


def make_order(*wires: Wire, **changes: object) -> PaymentOrder:
    order = PaymentOrder(
        message_id="0f8e7d6c5b4a4c3d9e2f1a0b9c8d7e6f",
        made_at=NOON,
        execution_on=date(2026, 3, 3),
        debtor=DEBTOR,
        wires=wires or (make_wire(),),
    )
    return replace(order, **changes)


def make_line(reference: str = "B-1", amount_minor: int = -5_000, **changes: object) -> BankLine:
    line = BankLine(
        place="",
        bank_reference=reference,
        booked_on=DAY,
        value_on=DAY,
        amount_minor=amount_minor,
    )
    return replace(line, **changes)


def make_statement(
    *lines: BankLine, opening_minor: int = 0, name: str = "2026-061", **changes: object
) -> Statement:
    days = [line.booked_on for line in lines] or [DAY]
    statement = Statement(
        account=OUR_ACCOUNT,
        statement_id=name,
        currency="USD",
        first_on=min(days),
        last_on=max(days),
        opening_minor=opening_minor,
        closing_minor=opening_minor + sum(line.amount_minor for line in lines),
        lines=lines,
    )
    return replace(statement, **changes)


def write_camt(*statements: Statement, version: int = 2) -> bytes:
    """Return a camt.053 file of the version."""
    body = "".join(_write_statement(statement, version) for statement in statements)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.0{version}">'
        "<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-03-02T18:00:00Z</CreDtTm></GrpHdr>"
        f"{body}</BkToCstmrStmt></Document>"
    ).encode()


def _write_statement(statement: Statement, version: int) -> str:
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f"{_amount(cents, statement.currency)}<Dt><Dt>{day}</Dt></Dt></Bal>"
        for code, cents, day in (
            ("OPBD", statement.opening_minor, statement.first_on),
            ("CLBD", statement.closing_minor, statement.last_on),
        )
    )
    entries = "".join(_write_entry(line, statement.currency, version) for line in statement.lines)
    return (
        f"<Stmt><Id>{statement.statement_id}</Id>"
        f"<Acct><Id><Othr><Id>{statement.account}</Id></Othr></Id></Acct>{balances}{entries}</Stmt>"
    )


def _write_entry(line: BankLine, currency: str, version: int) -> str:
    side = "Cdtr" if line.amount_minor < 0 else "Dbtr"
    name = f"<Nm>{escape(line.counterparty)}</Nm>"
    party = f"<Pty>{name}</Pty>" if version >= 8 else name
    status = "<Sts><Cd>BOOK</Cd></Sts>" if version >= 8 else "<Sts>BOOK</Sts>"
    family = "CHRG" if line.is_fee else "DMCT"
    return (
        f"<Ntry>{_amount(line.amount_minor, currency)}{status}"
        f"<BookgDt><Dt>{line.booked_on}</Dt></BookgDt><ValDt><Dt>{line.value_on}</Dt></ValDt>"
        f"<AcctSvcrRef>{escape(line.bank_reference)}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>{family}</SubFmlyCd></Fmly>"
        "</Domn></BkTxCd><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>{escape(line.end_to_end_id or 'NOTPROVIDED')}</EndToEndId></Refs>"
        f"<RltdPties><{side}>{party}</{side}></RltdPties>"
        f"<RmtInf><Ustrd>{escape(line.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _amount(cents: int, currency: str) -> str:
    sign = "DBIT" if cents < 0 else "CRDT"
    return (
        f'<Amt Ccy="{currency}">{abs(cents) // 100}.{abs(cents) % 100:02}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd>"
    )


def write_table(statement: Statement) -> bytes:
    """Return the statement as the table that the store reads."""
    rows, balance = [COLUMNS], statement.opening_minor
    for line in statement.lines:
        balance += line.amount_minor
        rows.append(
            (
                statement.account,
                str(line.booked_on),
                str(line.value_on),
                _signed(line.amount_minor),
                statement.currency,
                _signed(balance),
                line.bank_reference,
                line.end_to_end_id,
                line.counterparty,
                line.text,
                "fee" if line.is_fee else "",
            )
        )
    return write_rows(rows)


def write_rows(rows: Sequence[Sequence[str]]) -> bytes:
    table = io.StringIO()
    csv.writer(table).writerows(rows)
    return table.getvalue().encode()


def _signed(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def import_file(content: bytes, **changes: object) -> ImportOutcome:
    """Import a bank's file as a person at the desk does."""
    facts = {"actor": CLERK, "now": timezone.now(), **changes}
    upload = statements.keep_upload(content=content, name="statement.xml", **facts)
    return statements.import_upload(upload_uid=upload.uid, **facts)


def import_lines(*lines: BankLine, **changes: object) -> ImportOutcome:
    """Import one statement with these lines."""
    return import_file(write_camt(make_statement(*lines, **changes)))


def send_wires(**changes: object) -> payment_files.MadeFile:
    """Put every held payout into a payment file."""
    now = timezone.now()
    facts = {
        "file_format": "pain",
        "execution_on": payment_files.find_next_working_day(now),
        "actor": CLERK,
        "reason": "Weekly run.",
        "now": now,
    }
    return payment_files.make_payment_file(**{**facts, **changes})


def pay_line(payout: Payout, reference: str = "B-1", **changes: object) -> BankLine:
    """The line by which the bank says that it paid the payout."""
    facts = {"end_to_end_id": payout.uid.hex, "counterparty": "Sample School", **changes}
    amount = facts.pop("amount_minor", -payout.amount_minor)
    return make_line(reference, amount, **facts)
