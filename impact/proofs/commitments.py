"""What a leaf of the log commits to, byte for byte; docs/proofs.md says the same in words.

An entry is cut into parts: its header, its details, and each of its lines. A part is hashed with
a salt of its own, and the leaf is the root of the small tree over the parts, so that one part can
be opened without the others. Pure functions over texts and bytes.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from impact.proofs.merkle import hash_leaf

HEADER, DETAILS, LINE = b"nomi header v1\n", b"nomi details v1\n", b"nomi line v1\n"
PADDING, PADDING_SECRET = b"nomi padding v1\n", "padding"
KEY, REFERENCE = b"nomi key v1\n", b"nomi reference v1\n"

DETAILS_PART = 1
LINES_BEFORE = 1
"""Line n is part n + 1: the header is part 0, the details part 1."""


INNER_PAD, OUTER_PAD = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
BLOCK_BYTES = 64


class Salter:
    """HMAC-SHA256 under one secret (RFC 2104), begun once and continued for each salt.

    A secret salts thousands of lines; the library's one call for all of it takes twice as long.
    The secret has at most 64 bytes.
    """

    __slots__ = ("inner", "outer")

    def __init__(self, secret: bytes) -> None:
        block = secret.ljust(BLOCK_BYTES, b"\0")
        self.inner, self.outer = (sha256(block.translate(pad)) for pad in (INNER_PAD, OUTER_PAD))

    def compute(self, text: bytes) -> bytes:
        """Return the text's HMAC."""
        inner, outer = self.inner.copy(), self.outer.copy()
        inner.update(text)
        outer.update(inner.digest())
        return outer.digest()


class SecretMissingError(Exception):
    """The secret that a part was salted with is not there."""


class EntryFacts(NamedTuple):
    """An entry with its lines as texts, in the order of their numbers."""

    entry_id: int
    kind: str
    key: str
    reference: str
    effective_on: str
    posted_at: str
    line_count: int
    request_hash: str
    reverses: int
    resolves: int
    actor: str
    account_uids: list[str]
    lines: list[str]
    places: str


class Part(NamedTuple):
    """One part of an entry, open."""

    tag: bytes
    salt: bytes
    text: str


def name_account(uid: str) -> str:
    """Return the name of an account's secret."""
    return f"account:{uid}"


def name_reference(reference: str) -> str:
    """Return the name of the secret for all entries under one reference."""
    return f"reference:{reference}"


def derive_salt(secret: Salter, tag: bytes, entry_id: int, number: int = 0) -> bytes:
    """Return the salt of one part: from it nobody learns the secret or another salt."""
    return secret.compute(b"%b%d/%d" % (tag, entry_id, number))


def derive_padding(secret: Salter, position: int) -> bytes:
    """Return the data of a leaf of no entry: random to everybody who lacks the secret.

    We can tell it from a sealed entry's, so nobody can pass a sealed leaf off as padding.
    """
    return derive_salt(secret, PADDING, position)


def hash_part(tag: bytes, salt: bytes, text: str) -> bytes:
    """Return the hash of a part as a leaf of the entry's small tree."""
    return hash_leaf(tag + salt + text.encode())


def commit(tag: bytes, salt: bytes, text: str) -> str:
    """Return the commitment to a key or a reference that stands in a header."""
    return sha256(tag + salt + text.encode()).hexdigest()


def write_header(facts: EntryFacts, secret: Salter) -> str:
    """Return the text of the header; the kind comes last, because it alone is free text."""
    key = commit(KEY, derive_salt(secret, KEY, facts.entry_id), facts.key)
    reference = commit(REFERENCE, derive_salt(secret, REFERENCE, facts.entry_id), facts.reference)
    return (
        f"key {key}\nreference {reference}\neffective {facts.effective_on}\n"
        f"posted {facts.posted_at}\nlines {facts.line_count}\nkind {facts.kind}"
    )


def write_details(facts: EntryFacts) -> str:
    """Return the text of the details, which are never opened to anybody outside."""
    return (
        f"request {facts.request_hash}\nreverses {facts.reverses}\nresolves {facts.resolves}\n"
        f"{facts.places}\nactor {facts.actor}"
    )


def open_part(facts: EntryFacts, part: int, secrets: Mapping[str, Salter]) -> Part:
    """Return one part open; raise `SecretMissingError` when its secret was erased."""
    line = part - LINES_BEFORE
    subject = (
        name_account(facts.account_uids[line - 1]) if line > 0 else name_reference(facts.reference)
    )
    secret = secrets.get(subject)
    if secret is None:
        raise SecretMissingError(f"The secret of part {part} of entry {facts.key} is gone.")
    if line > 0:
        salt = derive_salt(secret, LINE, facts.entry_id, line)
        return Part(LINE, salt, facts.lines[line - 1])
    tag = DETAILS if part == DETAILS_PART else HEADER
    text = write_details(facts) if part == DETAILS_PART else write_header(facts, secret)
    return Part(tag, derive_salt(secret, tag, facts.entry_id), text)


def hash_parts(
    facts: EntryFacts, secrets: Mapping[str, Salter], kept: Mapping[tuple[int, int], bytes]
) -> list[bytes]:
    """Return the hashes of all parts in order; a kept hash stands in for an erased part."""
    if kept or not secrets.keys() >= {name_account(uid) for uid in facts.account_uids}:
        return _hash_parts_one_by_one(facts, secrets, kept)
    hashes = [hash_part(*open_part(facts, part, secrets)) for part in (0, DETAILS_PART)]
    begin, name = b"\0" + LINE, b"%b%d/%%d" % (LINE, facts.entry_id)
    for number, uid in enumerate(facts.account_uids, start=1):  # the loop that sealing lives in
        salt = secrets["account:" + uid].compute(name % number)
        hashes.append(sha256(begin + salt + facts.lines[number - 1].encode()).digest())
    return hashes


def _hash_parts_one_by_one(
    facts: EntryFacts, secrets: Mapping[str, Salter], kept: Mapping[tuple[int, int], bytes]
) -> list[bytes]:
    """Return the hashes of all parts where some secrets are gone."""
    hashes = []
    for part in range(len(facts.lines) + LINES_BEFORE + 1):
        known = kept.get((facts.entry_id, part))
        hashes.append(hash_part(*open_part(facts, part, secrets)) if known is None else known)
    return hashes
