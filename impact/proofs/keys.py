"""The keys of the log: from the environment, never from the database."""

from base64 import b64decode
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from impact.proofs.notes import NoteBrokenError, PrivateKey, PublicKey, read_vkey, verify_note

SEED_BYTES = 32


class SigningKeyError(Exception):
    """LOG_SIGNING_KEYS is empty or holds something else than 32 bytes in base64."""


def get_origin() -> str:
    """Return the log's name, the first line of each checkpoint: its address without a scheme."""
    return str(settings.LOG_ORIGIN) or f"{urlsplit(settings.SITE_ADDRESS).netloc}/impact/log"


def list_signing_keys() -> list[PrivateKey]:
    """Return the keys to sign with: the one in use, then those that are on their way out."""
    return [
        PrivateKey(get_origin(), seed) for seed in _read_seeds(tuple(settings.LOG_SIGNING_KEYS))
    ]


@cache
def _read_seeds(texts: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return the seeds; read once."""
    seeds = []
    for text in texts:
        try:
            seed = b64decode(text.rpartition(":")[2], validate=True)
        except ValueError:
            seed = b""
        if len(seed) != SEED_BYTES:
            raise SigningKeyError("A key in LOG_SIGNING_KEYS is not `name:base64 of 32 bytes`.")
        seeds.append(seed)
    if not seeds:
        raise SigningKeyError("LOG_SIGNING_KEYS is not set.")
    return tuple(seeds)


def list_witness_keys() -> list[PublicKey]:
    """Return the keys of the witnesses whose cosignatures count."""
    return [read_vkey(vkey) for vkey in settings.LOG_WITNESS_KEYS]


def write_handover(old: PublicKey, new: PublicKey) -> str:
    """Return the text in which the log passes from one key to the next; both sign it."""
    return f"{new.name}\nhand-over of the log's key\nfrom {old.vkey}\nto {new.vkey}\n"


def trust_back(handovers: list[str]) -> list[PublicKey]:
    """Return every key that today's keys vouch for, by the notes they and the older ones signed.

    A note counts only when a key already trusted signed it as the newer one, so that a key put
    into the table by hand is not believed.
    """
    trusted = [key.public for key in list_signing_keys()]
    for note in handovers:
        old = _find_predecessor(note, trusted)
        if old is not None and old not in trusted:
            trusted.append(old)
    return trusted


def _find_predecessor(note: str, trusted: list[PublicKey]) -> PublicKey | None:
    """Return the key that the note hands over from; None when nobody trusted signed it."""
    for key in trusted:
        try:
            text = verify_note(note, key)
            old = read_vkey(text.splitlines()[2].removeprefix("from "))
            verify_note(note, old)
        except (NoteBrokenError, IndexError):
            continue
        if text == write_handover(old, key):
            return old
    return None
