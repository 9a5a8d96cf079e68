#!/usr/bin/env python3
"""Checks what the log of the books has published, without trusting the store.

One file, Python's standard library only; docs/proofs.md describes every byte. Usage:

    python3 nomi_verify.py receipt RECEIPT.json KEY
    python3 nomi_verify.py consistency OLD_CHECKPOINT NEW_CHECKPOINT LEAVES KEY
    python3 nomi_verify.py leaves CHECKPOINT LEAVES KEY

KEY is the log's public key as text, name+id+base64, from a place that you trust. LEAVES is a file
of all entry bundles in order, one after the other, at least as many as the newer checkpoint says.
Ends with 0 when all is well, and with 1 and the reason in words when it is not.
"""

import base64
import binascii
import hashlib
import json
import sys


class Refused(Exception):
    """What was handed in does not prove what it claims."""


def sha256(data):
    return hashlib.sha256(data).digest()


def decode(text, what):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise Refused(f"{what} is not base64.") from None


# --- Ed25519, RFC 8032 ---------------------------------------------------------------------------
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def add(one, two):
    """Add two points of the curve in extended coordinates."""
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def read_point(data):
    """Return the point that 32 bytes name; None when they name none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = read_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public, message, signature):
    """Return whether the signature is that of the key over the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, point = read_point(public), read_point(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if key is None or point is None or number >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    one, two = multiply(number, BASE), add(point, multiply(challenge, key))
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (
        one[1] * two[2] - two[1] * one[2]
    ) % P == 0


# --- Signed notes --------------------------------------------------------------------------------
def read_key(text):
    """Return a key's name, its id and its 32 bytes."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = decode(encoded, "The key")
    if len(raw) != 33 or raw[0] != 1 or sha256(name.encode() + b"\n" + raw)[:4].hex() != key_id:
        raise Refused("The key is not whole: its name, id and bytes do not belong together.")
    return name, bytes.fromhex(key_id), raw[1:]


def read_checkpoint(note, key):
    """Return the size and the root that a checkpoint signs."""
    name, key_id, public = read_key(key)
    text, gap, signatures = note.rpartition("\n\n")
    text += "\n"
    if not gap:
        raise Refused("The checkpoint carries no signature.")
    for line in signatures.splitlines():
        mark, _, rest = line.partition(" ")
        signer, _, encoded = rest.partition(" ")
        if mark != "\u2014" or signer != name:
            continue
        signature = decode(encoded, "A signature of the checkpoint")
        if signature[:4] == key_id:
            if not is_signed(public, text.encode(), signature[4:]):
                raise Refused("The checkpoint was changed after it was signed.")
            break
    else:
        raise Refused("The checkpoint is signed by another key than yours.")
    lines = text.splitlines()
    if len(lines) != 3 or lines[0] != name or not lines[1].isdecimal():
        raise Refused("The signed text is no checkpoint of this log.")
    root = decode(lines[2], "The root in the checkpoint")
    if len(root) != 32:
        raise Refused("The root in the checkpoint does not have 32 bytes.")
    return int(lines[1]), root


# --- Merkle trees, RFC 6962 ----------------------------------------------------------------------
def hash_leaf(data):
    return sha256(b"\0" + data)


def hash_node(left, right):
    return sha256(b"\1" + left + right)


def compute_root(hashes):
    if not hashes:
        return sha256(b"")
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2])
        hashes = [hash_node(*pair) for pair in pairs] + (hashes[-1:] if len(hashes) % 2 else [])
    return hashes[0]


def follow_path(index, size, leaf, path):
    """Return the root to which the path leads from the leaf at `index` of `size` leaves."""
    if not 0 <= index < size:
        raise Refused("The place is not covered: it lies outside the tree.")
    if len(leaf) != 32:
        raise Refused("The leaf's hash does not have 32 bytes.")
    root, last = leaf, size - 1
    for step in path:
        if last == 0:
            raise Refused("The path is too long.")
        if index % 2 or index == last:
            root = hash_node(step, root)
            while not index % 2:
                index, last = index >> 1, last >> 1
        else:
            root = hash_node(root, step)
        index, last = index >> 1, last >> 1
    if last:
        raise Refused("The path is too short.")
    return root


def check_inclusion(index, size, leaf, path, root):
    if follow_path(index, size, leaf, path) != root:
        raise Refused("The path leads to another root than the checkpoint's.")


def check_consistency(old, new, old_root, new_root, path):
    """Refuse unless the older tree is the beginning of the newer one."""
    if not 0 < old <= new:
        raise Refused("The older tree is empty, or larger than the newer one.")
    if old == new:
        if path or old_root != new_root:
            raise Refused("Two trees of one size differ.")
        return
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps:
        raise Refused("The path is too short.")
    index, last = old - 1, new - 1
    while index % 2:
        index, last = index >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise Refused("The path is too long.")
        if index % 2 or index == last:
            first, second = hash_node(step, first), hash_node(step, second)
            while not index % 2 and index:
                index, last = index >> 1, last >> 1
        else:
            second = hash_node(second, step)
        index, last = index >> 1, last >> 1
    if last or first != old_root or second != new_root:
        raise Refused("The newer tree does not begin with the older one.")


# --- Receipts ------------------------------------------------------------------------------------
HEADER = ("key", "reference", "effective", "posted", "lines")
LINE = ("number", "amount", "currency", "account")


def get(mapping, name, kind):
    """Return a value of a receipt, of the kind that belongs there."""
    value = mapping.get(name) if isinstance(mapping, dict) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Refused(f"The receipt is not whole: {name} is missing or of another kind.")
    return value


def get_hashes(mapping):
    path = [decode(one, "A step of a path") for one in get(mapping, "path", list)]
    if any(len(one) != 32 for one in path):
        raise Refused("A step of a path does not have 32 bytes.")
    return path


def open_part(opened, tag, parts):
    """Return the root to which an opened part leads, and its text."""
    salt, text = decode(get(opened, "salt", str), "A salt"), get(opened, "text", str)
    hashed = hash_leaf(tag + salt + text.encode())
    root = follow_path(get(opened, "part", int), parts, hashed, get_hashes(opened))
    return root, text


def read_lines(text, names, last):
    """Return the values of a text's lines, which are named in this order; the rest is `last`."""
    lines = text.split("\n", len(names))
    if len(lines) != len(names) + 1:
        raise Refused("An opened text has too few lines.")
    values = {}
    for line, name in zip(lines, [*names, last]):
        if not line.startswith(name + " "):
            raise Refused(f"An opened text says something else where {name} should stand.")
        values[name] = line[len(name) + 1 :]
    return values


def check_entry(entry, reference, size, root):
    """Check one entry of a receipt; return its header and its share in cents."""
    parts = get(entry, "parts", int)
    header_part = get(entry, "header", dict)
    if get(header_part, "part", int) != 0:
        raise Refused("What is opened as the header is another part.")
    data, text = open_part(header_part, b"nomi header v1\n", parts)
    header = read_lines(text, HEADER, "kind")
    if not header["lines"].isdecimal() or parts != int(header["lines"]) + 2:
        raise Refused("The entry has another number of parts than its header says.")
    salt = decode(get(entry, "reference_salt", str), "The salt of the reference")
    said = sha256(b"nomi reference v1\n" + salt + reference.encode()).hex()
    if said != header["reference"]:
        raise Refused("The entry is under another reference than the receipt's.")
    share = 0
    if entry.get("share") is not None:
        share_data, text = open_part(get(entry, "share", dict), b"nomi line v1\n", parts)
        if share_data != data:
            raise Refused("The share line belongs to another entry than the header.")
        line = read_lines(text, LINE, "code")
        if line["code"] != "share":
            raise Refused("The opened line is on another account than the share's.")
        share = int(line["amount"])
    leaf = get(entry, "leaf", dict)
    check_inclusion(get(leaf, "index", int), size, hash_leaf(data), get_hashes(leaf), root)
    return header, share


def check_receipt(receipt, key):
    """Check a receipt; return in lines what it proves."""
    if not isinstance(receipt, dict) or receipt.get("format") != "nomi receipt v1":
        raise Refused("This is not a receipt of the kind nomi receipt v1.")
    reference = get(receipt, "reference", str)
    size, root = read_checkpoint(get(receipt, "checkpoint", str), key)
    entries = get(receipt, "entries", list)
    if not entries:
        raise Refused("The receipt holds no entry.")
    words, total, seen = [], 0, set()
    for entry in entries:
        header, share = check_entry(entry, reference, size, root)
        index = entry["leaf"]["index"]
        if index in seen:
            raise Refused("The receipt holds the same entry twice.")
        seen.add(index)
        total += share
        words.append(
            f"{header['kind']} of {header['effective']}, posted {header['posted']}:"
            f" share {share} cents, leaf {index} of {size}."
        )
    return [*words, f"Order {reference}: {total} cents were set aside. The receipt holds."]


# --- Files ---------------------------------------------------------------------------------------
def read_leaves(data, size):
    """Return the hashes of the first leaves in a file of entry bundles."""
    hashes, place = [], 0
    while place < len(data) and len(hashes) < size:
        length = int.from_bytes(data[place : place + 2], "big")
        leaf = data[place + 2 : place + 2 + length]
        if len(leaf) != length or length != 32:
            raise Refused("The leaves are cut off, or one does not have 32 bytes.")
        hashes.append(hash_leaf(leaf))
        place += 2 + length
    if len(hashes) < size:
        raise Refused(f"The checkpoint covers {size} leaves; the file holds {len(hashes)}.")
    return hashes


def check_leaves(note, data, key):
    size, root = read_checkpoint(note, key)
    if compute_root(read_leaves(data, size)) != root:
        raise Refused("The leaves lead to another root than the checkpoint's.")
    return [f"All {size} leaves are those that the checkpoint signed."]


def check_two(old_note, new_note, data, key):
    """Refuse unless the leaves lead to both checkpoints, the older being the beginning."""
    old, new = read_checkpoint(old_note, key)[0], read_checkpoint(new_note, key)[0]
    if old > new:
        raise Refused("The older checkpoint is larger than the newer one.")
    check_leaves(old_note, data, key)
    check_leaves(new_note, data, key)
    return [f"The log grew from {old} to {new} leaves, and nothing before {old} was changed."]


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None


def read_text(path):
    try:
        return read(path).decode()
    except UnicodeDecodeError:
        raise Refused(f"{path} is not text.") from None


def read_receipt(path):
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError):
        raise Refused("The receipt is not whole: it is not JSON.") from None


def run(words):
    if len(words) == 3 and words[0] == "receipt":
        return check_receipt(read_receipt(words[1]), words[2])
    if len(words) == 4 and words[0] == "leaves":
        return check_leaves(read_text(words[1]), read(words[2]), words[3])
    if len(words) == 5 and words[0] == "consistency":
        return check_two(read_text(words[1]), read_text(words[2]), read(words[3]), words[4])
    raise Refused(__doc__.strip())


def main():
    try:
        print("\n".join(run(sys.argv[1:])))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except (ValueError, KeyError, TypeError, OverflowError):
        print("The receipt is not whole: something in it is of another kind.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
