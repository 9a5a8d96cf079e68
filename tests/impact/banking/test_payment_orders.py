import csv
import io
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.banking.formats.characters import UnwritableError, write_plainly
from impact.banking.formats.pain import NAMESPACE, write_payment_order
from impact.banking.formats.schema import list_schema_faults
from impact.banking.formats.wire_csv import write_wire_table
from tests.impact.banking.builders import make_order, make_wire

LETTERS = "abcXYZ 0123/-?:().,'+"
WIRES = st.builds(
    lambda uid, currency, cents, holder, bic: make_wire(
        end_to_end_id=uid.hex, currency=currency, amount_minor=cents, holder=holder or "A", bic=bic
    ),
    st.uuids(version=4),
    st.sampled_from(["USD", "KHR", "PHP", "JPY"]),
    st.integers(1, 10**11),
    st.text(LETTERS, max_size=70).map(str.strip),
    st.sampled_from(["ABAAKHPPXXX", "ABAAKHPP", ""]),
)


def find(document: bytes, path: str) -> list[ET.Element]:
    root = ET.fromstring(document)  # noqa: S314 - written here
    return root.findall("/".join(f"{{{NAMESPACE}}}{p}" for p in path.split("/")))


@settings(max_examples=25)
@given(st.lists(WIRES, min_size=1, max_size=8, unique_by=lambda wire: wire.end_to_end_id))
def test_any_order_is_valid_and_its_sums_are_those_of_its_transfers(wires: list) -> None:
    document = write_payment_order(make_order(*wires))

    batches = find(document, "CstmrCdtTrfInitn/PmtInf")
    transfers = find(document, "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf")
    amounts = find(document, "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Amt/InstdAmt")
    header = find(document, "CstmrCdtTrfInitn/GrpHdr")[0]
    assert list_schema_faults(document) == []
    assert len(batches) == len({wire.currency for wire in wires})
    assert len(transfers) == len(wires) == int(header.findtext("{*}NbOfTxs"))
    assert Decimal(header.findtext("{*}CtrlSum")) == sum(Decimal(a.text) for a in amounts)
    assert sum(Decimal(b.findtext("{*}CtrlSum")) for b in batches) == sum(
        Decimal(a.text) for a in amounts
    )
    for batch in batches:
        own = batch.findall("{*}CdtTrfTxInf/{*}Amt/{*}InstdAmt")
        assert Decimal(batch.findtext("{*}CtrlSum")) == sum(Decimal(a.text) for a in own)
        assert len({amount.get("Ccy") for amount in own}) == 1


def test_same_order_is_the_same_file() -> None:
    assert write_payment_order(make_order()) == write_payment_order(make_order())


@pytest.mark.parametrize(
    ("account", "place"),
    [
        ("GB33BUKB20201555555555", "CdtrAcct/Id/IBAN"),
        ("0045-998-12", "CdtrAcct/Id/Othr/Id"),
        ("GB34BUKB20201555555555", "CdtrAcct/Id/Othr/Id"),
    ],
)
def test_account_is_an_iban_only_when_its_digits_check(account: str, place: str) -> None:
    document = write_payment_order(make_order(make_wire(account=account)))

    (found,) = find(document, f"CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/{place}")
    assert found.text == account
    assert list_schema_faults(document) == []


def test_yen_have_no_cents() -> None:
    document = write_payment_order(make_order(make_wire(currency="JPY", amount_minor=1_500)))

    (amount,) = find(document, "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Amt/InstdAmt")
    assert (amount.text, amount.get("Ccy")) == ("1500", "JPY")


@pytest.mark.parametrize(
    "change",
    [{"country": "Cambodia"}, {"bic": "no bic"}, {"holder": "x" * 141}, {"holder": ""}],
)
def test_schema_finds_what_a_bank_would_refuse(change: dict[str, str]) -> None:
    document = write_payment_order(make_order(make_wire(**change)))

    faults = list_schema_faults(document)
    assert faults
    assert not any(value in fault for fault in faults for value in change.values() if value)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("École Saint-Étienne", "Ecole Saint-Etienne"),
        ("Trường Đại học", "Truong Dai hoc"),
        ("Straße & Söhne", "Strasse + Sohne"),
        ("Mother’s “House” #3", "Mother's 'House' 3"),
        ("//private", "private"),
    ],
)
def test_names_are_spelled_in_the_letters_of_the_network(text: str, plain: str) -> None:
    assert write_plainly(text, what="The name", longest=70) == plain


@pytest.mark.parametrize("text", ["សាលារៀន", "学校", "Школа"])
def test_names_without_a_latin_spelling_are_refused_in_words(text: str) -> None:
    with pytest.raises(UnwritableError, match="The name has letters that the banks’ network"):
        write_plainly(text, what="The name", longest=70)


def test_long_name_is_refused_not_cut() -> None:
    with pytest.raises(UnwritableError, match="longer than the 70 letters"):
        write_plainly("x" * 71, what="The name", longest=70)


def test_table_cannot_run_in_a_spreadsheet() -> None:
    order = make_order(make_wire(holder="=HYPERLINK(1)"), make_wire(currency="KHR"))

    rows = list(csv.DictReader(io.StringIO(write_wire_table(order).decode())))

    assert [row["creditor"] for row in rows] == ["'=HYPERLINK(1)", "Riverside School"]
    assert [row["amount"] for row in rows] == ["123.45", "123.45"]
    assert {row["charges"] for row in rows} == {"OUR"}
