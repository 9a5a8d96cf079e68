"""A buyer's receipt proves her sale to anybody, with no project code and no trust in the store."""

import copy
import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from impact.books.models import Account
from impact.proofs.keys import list_signing_keys
from impact.proofs.queries import is_published
from impact.proofs.receipts import find_receipt
from impact.proofs.services.checkpoints import make_checkpoint
from impact.proofs.services.erasure import erase_account_secret, erase_reference_secret
from impact.proofs.services.sealing import seal_entries
from nomi.platform.tokens.services import issue
from tests.impact.proofs.vectors import load_vectors, read, read_all
from tests.impact.sales import NOON, give_back, sell

VERIFIER = Path(__file__).resolve().parents[3] / "static" / "verify" / "nomi_verify.py"


def load_verifier() -> ModuleType:
    spec = spec_from_file_location("nomi_verify", VERIFIER)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verifier = load_verifier()


@pytest.fixture
def receipt(db: None) -> dict[str, Any]:
    for number in range(1, 4):
        sell(f"N-{number}")
    give_back()
    seal_entries(now=NOON)
    make_checkpoint(now=NOON)
    return find_receipt(reference="N-1")


def get_key() -> str:
    return list_signing_keys()[0].public.vkey


def run_alone(folder: Path, receipt: str, key: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier in an empty folder, with an empty environment, isolated from everything."""
    (folder / "nomi_verify.py").write_bytes(VERIFIER.read_bytes())
    (folder / "receipt.json").write_text(receipt)
    return subprocess.run(
        [sys.executable, "-I", "nomi_verify.py", "receipt", "receipt.json", key],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


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
OTHER_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


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


@pytest.mark.parametrize("vector", load_vectors("inclusion"))
def test_verifier_agrees_with_the_inclusion_vectors(vector: dict[str, Any]) -> None:
    parts = (read(vector["leafHash"]), read_all(vector["proof"]), read(vector["root"]))

    assert (
        refuses(verifier.check_inclusion, vector["leafIdx"], vector["treeSize"], *parts)
        == (vector["wantErr"])
    )


@pytest.mark.parametrize("vector", load_vectors("consistency"))
def test_verifier_agrees_with_the_consistency_vectors(vector: dict[str, Any]) -> None:
    roots = (read(vector["root1"]), read(vector["root2"]), read_all(vector["proof"]))

    assert (
        refuses(verifier.check_consistency, vector["size1"], vector["size2"], *roots)
        == (vector["wantErr"])
    )


def refuses(check: Callable[..., None], *arguments: Any) -> bool:
    try:
        check(*arguments)
    except verifier.Refused:
        return True
    return False


def test_leaves_and_two_checkpoints_are_checked(
    receipt: dict[str, Any], client: Client, tmp_path: Path
) -> None:
    old = client.get("/impact/log/checkpoint").content.decode()
    make_checkpoint(now=NOON + timedelta(days=1))
    new = client.get("/impact/log/checkpoint").content.decode()
    leaves = client.get("/impact/log/tile/entries/000.p/128").content

    words = verifier.check_two(old, new, leaves, get_key())

    assert words == ["The log grew from 64 to 128 leaves, and nothing before 64 was changed."]
    spoiled = leaves[:-1] + b"\0"
    with pytest.raises(verifier.Refused, match="another root"):
        verifier.check_two(old, new, spoiled, get_key())
    with pytest.raises(verifier.Refused, match="cut off"):
        verifier.check_leaves(new, leaves[:-1], get_key())
    with pytest.raises(verifier.Refused, match="larger"):
        verifier.check_two(new, old, leaves, get_key())


def test_receipt_after_an_erasure(receipt: dict[str, Any]) -> None:
    share = Account.objects.get(code="fund:training:pending")
    assert erase_account_secret(account_uid=str(share.uid))

    assert verifier.check_receipt(find_receipt(reference="N-1"), get_key())[-1].endswith("holds.")
    assert erase_reference_secret(reference="N-1")
    assert find_receipt(reference="N-1") is None
    assert not is_published(reference="N-1")
    assert find_receipt(reference="N-2") is not None


def open_trace(client: Client, token: str) -> str:
    return client.get(f"/trace/{token}/").content.decode()


@pytest.mark.django_db
def test_trace_page_offers_the_receipt_once_it_is_published(client: Client) -> None:
    sell()
    token = issue(purpose="trace", reference="N-1", expires_at=timezone.now() + timedelta(days=1))
    before = (open_trace(client, token), client.get(f"/trace/{token}/proof.json").status_code)

    seal_entries(now=NOON)
    make_checkpoint(now=NOON)
    response = client.get(f"/trace/{token}/proof.json")

    assert "when the next head of our log is signed" in before[0]
    assert before[1] == 404
    assert f"/trace/{token}/proof.json" in open_trace(client, token)
    assert response["Cache-Control"] == "no-store, private"
    assert verifier.check_receipt(response.json(), get_key())[-1].endswith("holds.")
    assert client.get("/trace/wrong/proof.json").status_code == 404


@pytest.mark.django_db
def test_verify_page_carries_the_key_and_tells_of_no_witness(client: Client) -> None:
    bare = client.get("/impact/verify/").content.decode()
    make_checkpoint(now=NOON)

    page = client.get("/impact/verify/").content.decode()

    assert "The stand-alone verifier" in bare
    assert f'value="{get_key()}"' in page
    assert "No outside witness has cosigned" in page
