"""Payment orders as ISO 20022 customer credit transfers, pain.001.001.09.

One `PmtInf` per currency. Each transfer is booked singly, so that the statement names it by its
end-to-end id, and all charges are ours: none of them may shorten what the provider gets.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from uuid import UUID
from xml.etree import ElementTree as ET

from impact.banking.formats.facts import Debtor, PaymentOrder, Wire, format_amount
from impact.payouts.services.bank_details import is_iban

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"


def write_payment_order(order: PaymentOrder) -> bytes:
    """Return the file. Same order, same bytes."""
    root = ET.Element("Document", {"xmlns": NAMESPACE})
    initiation = _add(root, "CstmrCdtTrfInitn")
    header = _add(initiation, "GrpHdr")
    _add(header, "MsgId", order.message_id)
    _add(header, "CreDtTm", order.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _add_sums(header, order.wires)
    _add(_add(header, "InitgPty"), "Nm", order.debtor.name)
    for place, wires in enumerate(group_by_currency(order.wires), 1):
        _add_batch(initiation, order, f"{order.message_id}{place:02}", wires)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def group_by_currency(wires: Iterable[Wire]) -> list[list[Wire]]:
    """Return the wires of each currency, by currency; their order within it stays."""
    by_currency = sorted(wires, key=attrgetter("currency"))
    return [list(group) for _currency, group in groupby(by_currency, attrgetter("currency"))]


def _add_batch(parent: ET.Element, order: PaymentOrder, name: str, wires: Sequence[Wire]) -> None:
    """Add the transfers of one currency."""
    batch = _add(parent, "PmtInf")
    _add(batch, "PmtInfId", name)
    _add(batch, "PmtMtd", "TRF")
    _add(batch, "BtchBookg", "false")
    _add_sums(batch, wires)
    _add(_add(batch, "ReqdExctnDt"), "Dt", order.execution_on.isoformat())
    _add_debtor(batch, order.debtor)
    _add(batch, "ChrgBr", "DEBT")
    for wire in wires:
        _add_transfer(batch, wire)


def _add_debtor(batch: ET.Element, debtor: Debtor) -> None:
    """Add who pays, and from which account."""
    party = _add(batch, "Dbtr")
    _add(party, "Nm", debtor.name)
    _add(_add(party, "PstlAdr"), "Ctry", debtor.country)
    _add_account(batch, "DbtrAcct", debtor.account)
    _add(_add(_add(batch, "DbtrAgt"), "FinInstnId"), "BICFI", debtor.bic)


def _add_transfer(batch: ET.Element, wire: Wire) -> None:
    """Add one transfer."""
    transfer = _add(batch, "CdtTrfTxInf")
    names = _add(transfer, "PmtId")
    _add(names, "EndToEndId", wire.end_to_end_id)
    if UUID(wire.end_to_end_id).version == 4:  # noqa: PLR2004 - the version that UETR asks for
        _add(names, "UETR", str(UUID(wire.end_to_end_id)))
    amount = _add(_add(transfer, "Amt"), "InstdAmt", _amount(wire))
    amount.set("Ccy", wire.currency)
    bank = _add(_add(transfer, "CdtrAgt"), "FinInstnId")
    if wire.bic:
        _add(bank, "BICFI", wire.bic)
    if wire.bank_name:
        _add(bank, "Nm", wire.bank_name)
    party = _add(transfer, "Cdtr")
    _add(party, "Nm", wire.holder)
    address = _add(party, "PstlAdr")
    for tag, text in (
        ("StrtNm", wire.street),
        ("PstCd", wire.postal_code),
        ("TwnNm", wire.town),
        ("Ctry", wire.country),
    ):
        if text:
            _add(address, tag, text)
    _add_account(transfer, "CdtrAcct", wire.account)
    _add(_add(transfer, "RmtInf"), "Ustrd", wire.reference)


def _add_account(parent: ET.Element, tag: str, account: str) -> None:
    """Add an account by its IBAN, or by its number where there is none."""
    choice = _add(_add(parent, tag), "Id")
    if is_iban(account):
        _add(choice, "IBAN", account)
    else:
        _add(_add(choice, "Othr"), "Id", account)


def _add_sums(parent: ET.Element, wires: Sequence[Wire]) -> None:
    """Add how many transfers follow and their sum, across currencies as the standard has it."""
    _add(parent, "NbOfTxs", str(len(wires)))
    _add(parent, "CtrlSum", sum_amounts(wires))


def sum_amounts(wires: Sequence[Wire]) -> str:
    """Return the control sum: the amounts as written, added up whatever their currency."""
    hundredths = 0
    for wire in wires:
        whole, _, part = _amount(wire).partition(".")
        hundredths += int(whole) * 100 + int(part or 0)
    return format_amount(hundredths, "")


def _amount(wire: Wire) -> str:
    return format_amount(wire.amount_minor, wire.currency)


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    """Add an element with its text."""
    element = ET.SubElement(parent, tag)
    element.text = text
    return element
