"""Signed notes as C2SP describes them: a text, a blank line, and a line for each signature.

A public key travels as a text, `name+id+base64` (a vkey). Pure functions; keys are 32 bytes.
"""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

SIGNS_NOTES = b"\x01"
KEY_ID_BYTES, SIGNATURE_BYTES, TIME_BYTES = 4, 64, 8
MOST_SIGNATURES = 32


class NoteBrokenError(Exception):
    """The text is no signed note, or no signature of the key is under it."""


class PublicKey(NamedTuple):
    """A key that notes are checked with."""

    name: str
    kind: bytes
    raw: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that a signature line begins with."""
        words = self.name.encode() + b"\n" + self.kind + self.raw
        return sha256(words).digest()[:KEY_ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key as text."""
        encoded = b64encode(self.kind + self.raw).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"


class PrivateKey(NamedTuple):
    """A key that notes are signed with."""

    name: str
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """The key that checks what this one signs."""
        pair = Ed25519PrivateKey.from_private_bytes(self.seed)
        return PublicKey(self.name, SIGNS_NOTES, pair.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the signature line for a note's text."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return write_signature(self.public, signature)


def read_vkey(vkey: str) -> PublicKey:
    """Return the key that the text names; raise `NoteBrokenError` when it names none."""
    name, _, rest = vkey.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        raw = b64decode(encoded, validate=True)
    except ValueError:
        raise NoteBrokenError("The key is not written as name+id+base64.") from None
    key = PublicKey(name, raw[:1], raw[1:])
    if not name or len(key.raw) != sha256().digest_size or key.key_id.hex() != key_id:
        raise NoteBrokenError("The key's name, id and bytes do not belong together.")
    return key


def write_signature(key: PublicKey, signature: bytes) -> str:
    """Return a signature line."""
    return f"— {key.name} {b64encode(key.key_id + signature).decode()}\n"


def sign_note(text: str, *keys: PrivateKey) -> str:
    """Return the note: the text, which ends with a newline, and one signature of each key."""
    return text + "\n" + "".join(key.sign(text) for key in keys)


def split_note(note: str) -> tuple[str, list[str]]:
    """Return a note's text and its signature lines."""
    text, gap, signatures = note.rpartition("\n\n")
    lines = signatures.splitlines()
    if not gap or not lines or len(lines) > MOST_SIGNATURES:
        raise NoteBrokenError("The text is not a signed note.")
    return text + "\n", lines


def find_signature(lines: list[str], key: PublicKey) -> bytes | None:
    """Return what the key's own line holds behind the key id; None when there is no such line."""
    for line in lines:
        mark, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        if mark != "—" or name != key.name:
            continue
        try:
            signature = b64decode(encoded, validate=True)
        except ValueError:
            raise NoteBrokenError("A signature line is not base64.") from None
        if signature[:KEY_ID_BYTES] == key.key_id:
            return signature[KEY_ID_BYTES:]
    return None


def verify_note(note: str, key: PublicKey) -> str:
    """Return the note's text; raise `NoteBrokenError` unless this key signed it."""
    text, lines = split_note(note)
    signature = find_signature(lines, key)
    if signature is None:
        raise NoteBrokenError(f"The note carries no signature of the key {key.vkey}.")
    check_signature(key, signature, text)
    return text


def verify_cosignature(note: str, line: str, key: PublicKey) -> int:
    """Return the second since 1970 at which a witness signed a checkpoint's text.

    The witness signs a first line, a line with its time, and the text (C2SP tlog-cosignature, v1).
    """
    text, _lines = split_note(note)
    signed = find_signature([line.strip()], key)
    if signed is None or len(signed) != TIME_BYTES + SIGNATURE_BYTES:
        raise NoteBrokenError(f"The line is no cosignature of {key.name}.")
    seconds = int.from_bytes(signed[:TIME_BYTES], "big")
    check_signature(key, signed[TIME_BYTES:], write_cosigned(text, seconds))
    return seconds


def write_cosigned(text: str, seconds: int) -> str:
    """Return the message that a witness signs."""
    return f"cosignature/v1\ntime {seconds}\n{text}"


def check_signature(key: PublicKey, signature: bytes, text: str) -> None:
    """Raise `NoteBrokenError` unless the key made the signature over the text."""
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, text.encode())
    except InvalidSignature:
        raise NoteBrokenError(f"The signature of {key.name} does not fit the text.") from None
