"""What is published of the log: signed heads at fixed hours, tiles, keys that hand over."""

from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, connection, transaction
from django.test import Client

from impact.proofs import merkle, notes, tree
from impact.proofs.keys import get_origin, list_signing_keys, trust_back
from impact.proofs.models import Checkpoint, Cosignature, Leaf, LogKey, Node
from impact.proofs.services import cosigning
from impact.proofs.services.checkpoints import HandoverImpossibleError, make_checkpoint
from impact.proofs.services.sealing import seal_entries
from tests.impact.proofs.receiving import verifier
from tests.impact.sales import NOON, sell

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
ADD_CHECKPOINT = (
    "INSERT INTO proofs_checkpoint (period, size, root, note, signed_at)"
    " VALUES (999999999, 64, '', '', now())"
)
OTHER_SEED = bytes(range(32))


def publish(now: object = NOON) -> Checkpoint:
    seal_entries(now=now)
    assert make_checkpoint(now=now)
    return Checkpoint.objects.first()


def test_checkpoint_is_signed_and_says_size_and_root() -> None:
    sell()

    checkpoint = publish()

    key = list_signing_keys()[0].public
    lines = notes.verify_note(checkpoint.note, key).splitlines()
    leaves = [merkle.hash_leaf(data) for data in tree.read_leaf_data(0, 64)]
    assert lines == [get_origin(), "64", b64encode(merkle.compute_root(leaves)).decode()]
    assert Leaf.objects.filter(entry=None).count() == 63


def test_note_of_the_specification_verifies() -> None:
    key = notes.read_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    note = (
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXpp"
        "zi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )

    assert notes.verify_note(note, key) == "This is an example message.\n"
    with pytest.raises(notes.NoteBrokenError):
        notes.verify_note(note.replace("example m", "Example m"), key)


def test_checkpoint_comes_once_a_period_whatever_was_sold() -> None:
    publish()

    again = make_checkpoint(now=NOON + timedelta(seconds=1))
    publish(LATER)

    assert again is False
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [128, 64]


def test_published_log_stands_still_between_two_checkpoints(client: Client) -> None:
    sell()
    publish()
    addresses = ["checkpoint", "keys", "tile/0/000.p/64", "tile/entries/000.p/64"]
    before = [client.get(f"/impact/log/{address}").content for address in addresses]

    sell("N-2")
    seal_entries(now=NOON)

    assert [client.get(f"/impact/log/{address}").content for address in addresses] == before
    assert client.get("/impact/log/tile/0/000.p/65").status_code == 404


def test_tiles_rebuild_the_root(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("impact.proofs.services.checkpoints.PADDED_TO", 300)
    publish()
    checkpoint = publish(LATER)

    tiles = {
        path: client.get(f"/impact/log/tile/{path}").content
        for path in ("0/000", "0/001", "0/002.p/88", "1/000.p/2", "entries/002.p/88")
    }

    assert (checkpoint.size, Node.objects.count()) == (600, 2)
    cut = [tiles["1/000.p/2"][:32], tiles["1/000.p/2"][32:]]
    assert cut == [merkle.compute_root(chop(tiles[path])) for path in ("0/000", "0/001")]
    leaves = [hashed for path in ("0/000", "0/001", "0/002.p/88") for hashed in chop(tiles[path])]
    assert merkle.compute_root(leaves) == bytes(checkpoint.root)
    assert len(tiles["entries/002.p/88"]) == 88 * 34


def chop(tile: bytes) -> list[bytes]:
    return [tile[place : place + 32] for place in range(0, len(tile), 32)]


@pytest.mark.parametrize(
    "address",
    [
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/x000/000.p/1",
        "tile/0/0000.p/1",
        "tile/1/000.p/1",
        "tile/9/000.p/1",
        "tile/entries/000.p/65",
        "tile/0/..%2f",
    ],
)
def test_tile_that_is_not_published_is_not_found(client: Client, address: str) -> None:
    publish()

    assert client.get(f"/impact/log/{address}").status_code == 404


def test_log_without_a_checkpoint_says_so(client: Client) -> None:
    assert client.get("/impact/log/checkpoint").status_code == 404
    assert client.get("/impact/log/keys").status_code == 404


def test_old_key_hands_over_to_the_new_one(client: Client, settings: object) -> None:
    old = settings.LOG_SIGNING_KEYS
    publish()
    new = f"new:{b64encode(OTHER_SEED).decode()}"

    settings.LOG_SIGNING_KEYS = [new, *old]
    turned = publish(LATER)
    settings.LOG_SIGNING_KEYS = [new]
    publish(LATER + timedelta(days=1))

    first, second = LogKey.objects.order_by("pk")
    for vkey in (first.vkey, second.vkey):  # both sign while both are there
        notes.verify_note(turned.note, notes.read_vkey(vkey))
        notes.verify_note(second.handover, notes.read_vkey(vkey))
    assert [key.vkey for key in trust_back([second.handover])] == [second.vkey, first.vkey]
    page = client.get("/impact/log/keys").content.decode()
    assert page.startswith(f"{second.vkey}\n{first.vkey}\n\n{get_origin()}\nhand-over")


def test_new_key_without_the_old_one_publishes_nothing(settings: object) -> None:
    publish()
    settings.LOG_SIGNING_KEYS = [f"new:{b64encode(OTHER_SEED).decode()}"]

    with pytest.raises(HandoverImpossibleError), transaction.atomic():
        make_checkpoint(now=LATER)

    assert (Checkpoint.objects.count(), LogKey.objects.count(), Leaf.objects.count()) == (1, 1, 64)


def test_key_put_into_the_table_by_hand_is_not_believed() -> None:
    stranger = notes.PrivateKey(get_origin(), OTHER_SEED)
    forged = notes.sign_note(f"{get_origin()}\nhand-over of the log's key\n", stranger)

    assert trust_back([forged]) == [list_signing_keys()[0].public]


@pytest.mark.parametrize(
    ("attack", "constraint"),
    [
        ("UPDATE proofs_checkpoint SET size = 1", "checkpoint_rows_are_final"),
        ("DELETE FROM proofs_checkpoint", "checkpoint_rows_are_final"),
        ("TRUNCATE proofs_checkpoint CASCADE", "checkpoint_is_never_emptied"),
        (
            ADD_CHECKPOINT,
            "checkpoint_is_larger_than_the_last",
        ),
        ("UPDATE proofs_logkey SET vkey = ''", "log_key_rows_are_final"),
    ],
)
def test_published_heads_are_final(attack: str, constraint: str) -> None:
    publish()
    before = list(Checkpoint.objects.order_by("pk").values())

    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)

    assert refusal.value.__cause__.diag.constraint_name == constraint
    assert list(Checkpoint.objects.order_by("pk").values()) == before


def cosign(note: str, seed: bytes, seconds: int = 1_764_000_000) -> tuple[str, str]:
    """Return a witness's vkey and its line under the note."""
    pair = Ed25519PrivateKey.from_private_bytes(seed)
    raw = pair.public_key().public_bytes_raw()
    key = notes.PublicKey("witness.example/w1", b"\x04", raw)
    text, _lines = notes.split_note(note)
    signature = pair.sign(notes.write_cosigned(text, seconds).encode())
    return key.vkey, notes.write_signature(key, seconds.to_bytes(8, "big") + signature)


def test_cosignature_of_a_witness_is_checked_and_shown(client: Client, settings: object) -> None:
    checkpoint = publish()
    vkey, line = cosign(checkpoint.note, OTHER_SEED)
    settings.LOG_WITNESS_KEYS = [vkey]

    kept = [cosigning.import_cosignature(line=line, now=NOON) for _time in range(2)]

    assert kept[0] == kept[1]
    assert client.get("/impact/log/checkpoint").content.decode().endswith(line)


def test_line_of_a_stranger_or_over_other_words_is_refused(settings: object) -> None:
    checkpoint = publish()
    vkey, line = cosign(checkpoint.note, OTHER_SEED)
    with pytest.raises(cosigning.UnknownWitnessError):
        cosigning.import_cosignature(line=line, now=NOON)

    settings.LOG_WITNESS_KEYS = [vkey]
    _vkey, other = cosign(checkpoint.note.replace("64", "65"), OTHER_SEED)
    with pytest.raises(cosigning.NotOverThisLogError):
        cosigning.import_cosignature(line=other, now=NOON)
    for broken in ("", "nonsense", "— witness.example/w1 %%%"):
        with pytest.raises(cosigning.UnknownWitnessError):
            cosigning.import_cosignature(line=broken, now=NOON)

    assert Cosignature.objects.count() == 0


@pytest.mark.parametrize("size", [64, 600])
def test_stored_tree_proves_every_kind_of_place(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("impact.proofs.services.checkpoints.PADDED_TO", size)
    checkpoint = publish()
    root = b64decode(checkpoint.note.splitlines()[2])
    hashes = [merkle.hash_leaf(data) for data in tree.read_leaf_data(0, size)]

    for index in (0, 1, 63, size // 2, size - 1):
        path = merkle.prove_inclusion(
            index=index, size=size, hash_range=tree.StoredTree(size).hash_range
        )
        verifier.check_inclusion(index, size, hashes[index], path, root)
