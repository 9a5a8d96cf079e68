"""A buyer's receipt proves her sale to anybody, with no project code and no trust in the store."""

import copy
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from impact.books.models import Account
from impact.proofs.queries import is_published
from impact.proofs.receipts import find_receipt
from impact.proofs.services.erasure import erase_account_secret, erase_reference_secret
from tests.impact.proofs.receiving import OTHER_KEY, get_key, run_alone, verifier


def test_receipt_holds_in_a_clean_environment(receipt: dict[str, Any], tmp_path: Path) -> None:
    answer = run_alone(tmp_path, json.dumps(receipt), get_key())

    assert (answer.returncode, answer.stderr) == (0, "")
    assert "Order N-1: 492 cents were set aside. The receipt holds." in answer.stdout
    assert [line.split()[0] for line in answer.stdout.splitlines()] == ["sale", "refund", "Order"]


def test_receipt_shows_nothing_but_her_own_sale(receipt: dict[str, Any]) -> None:
    text = json.dumps(receipt)

    for word in ("N-2", "training", "stripe", "fund:", "clearing", "inventory", "place "):
        assert word not in text


def spoil(text: str) -> str:
    """Change one bit of a value in base64."""
    raw = bytearray(b64decode(text))
    raw[0] ^= 1
    return b64encode(bytes(raw)).decode()


def change(*path: Any, by: Callable[[Any], Any]) -> Callable[[dict[str, Any]], None]:
    def apply(receipt: dict[str, Any]) -> None:
        place: Any = receipt
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = by(place[path[-1]])

    return apply


ENTRY = ("entries", 0)
DAMAGES: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "another order": (
        change("reference", by=lambda _old: "N-2"),
        "The entry is under another reference than the receipt's.",
    ),
    "a cent more": (
        change(*ENTRY, "share", "text", by=lambda old: old.replace("amount ", "amount 1")),
        "The share line belongs to another entry than the header.",
    ),
    "another account": (
        change(*ENTRY, "share", "text", by=lambda old: old.replace("code share", "code sales")),
        "The share line belongs to another entry than the header.",
    ),
    "another day": (
        change(*ENTRY, "header", "text", by=lambda old: old.replace("2026-03-02", "2026-03-03")),
        "",
    ),
    "salt of the header": (change(*ENTRY, "header", "salt", by=spoil), ""),
    "salt of the reference": (
        change(*ENTRY, "reference_salt", by=spoil),
        "The entry is under another reference than the receipt's.",
    ),
    "step of the path": (
        change(*ENTRY, "leaf", "path", 0, by=spoil),
        "The path leads to another root than the checkpoint's.",
    ),
    "path cut off": (
        change(*ENTRY, "leaf", "path", by=lambda old: old[:-1]),
        "The path is too short.",
    ),
    "path too long": (
        change(*ENTRY, "leaf", "path", by=lambda old: [*old, old[0]]),
        "The path is too long.",
    ),
    "another leaf": (
        change(*ENTRY, "leaf", "index", by=lambda old: old + 1),
        "The path leads to another root than the checkpoint's.",
    ),
    "beyond the checkpoint": (
        change(*ENTRY, "leaf", "index", by=lambda _old: 64),
        "The place is not covered: it lies outside the tree.",
    ),
    "size in the checkpoint": (
        change("checkpoint", by=lambda old: old.replace("\n64\n", "\n128\n")),
        "The checkpoint was changed after it was signed.",
    ),
    "signature": (
        change("checkpoint", by=lambda old: old[:-9] + "AAAAAA==\n"),
        "The checkpoint was changed after it was signed.",
    ),
    "no signature": (
        change("checkpoint", by=lambda old: old.split("\n\n")[0] + "\n"),
        "The checkpoint carries no signature.",
    ),
    "same entry twice": (
        change("entries", by=lambda old: [old[0], old[0]]),
        "The receipt holds the same entry twice.",
    ),
    "no entry": (change("entries", by=lambda _old: []), "The receipt holds no entry."),
    "other format": (
        change("format", by=lambda _old: "else"),
        "This is not a receipt of the kind nomi receipt v1.",
    ),
    "a number as text": (
        change(*ENTRY, "parts", by=str),
        "The receipt is not whole: parts is missing or of another kind.",
    ),
    "not base64": (change(*ENTRY, "header", "salt", by=lambda _old: "%"), "A salt is not base64."),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_receipt_is_refused_in_words(
    receipt: dict[str, Any], damage: str, tmp_path: Path
) -> None:
    damaged = copy.deepcopy(receipt)
    apply, words = DAMAGES[damage]
    apply(damaged)

    answer = run_alone(tmp_path, json.dumps(damaged), get_key())

    assert (answer.returncode, answer.stdout) == (1, "")
    assert "Traceback" not in answer.stderr
    assert answer.stderr.strip() == (words or answer.stderr.strip())


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("", OTHER_KEY, "The receipt is not whole: it is not JSON."),
        ("[1]", OTHER_KEY, "This is not a receipt of the kind nomi receipt v1."),
        ("", "", ""),
    ],
)
def test_nonsense_is_refused_in_words(text: str, key: str, words: str, tmp_path: Path) -> None:
    answer = run_alone(tmp_path, text, key)

    assert answer.returncode == 1
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


def test_receipt_under_another_key_is_refused(receipt: dict[str, Any], tmp_path: Path) -> None:
    answer = run_alone(tmp_path, json.dumps(receipt), OTHER_KEY)

    assert answer.stderr.strip() == "The checkpoint is signed by another key than yours."


def test_receipt_after_an_erasure(receipt: dict[str, Any]) -> None:
    share = Account.objects.get(code="fund:training:pending")
    assert erase_account_secret(account_uid=str(share.uid))

    assert verifier.check_receipt(find_receipt(reference="N-1"), get_key())[-1].endswith("holds.")
    assert erase_reference_secret(reference="N-1")
    assert find_receipt(reference="N-1") is None
    assert not is_published(reference="N-1")
    assert find_receipt(reference="N-2") is not None
