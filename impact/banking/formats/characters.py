"""The letters that every bank between ours and the provider's can carry (SWIFT character set x)."""

import re
import unicodedata

OUTSIDE = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
SPELLED = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
        "ħ": "h", "Ħ": "H", "\u0131": "i", "ŋ": "n", "Ŋ": "N", "&": "+", "’": "'", "\u2018": "'",
        "`": "'", "\u00b4": "'", "“": "'", "”": "'", '"': "'", "–": "-", "—": "-", "_": "-",
        "@": "(at)", ";": ",", "#": " ", "*": " ", "=": "-", "!": ".", "[": "(", "]": ")",
        "{": "(", "}": ")", "\\": "/", "|": "/", "%": " ", "\t": " ", "\n": " ", "\r": " ",
    }
)  # fmt: skip
"""What has a spelling that a clerk would use; accents come off by themselves."""


class UnwritableError(Exception):
    """A name or an address has letters, or a length, that the banks' network does not carry."""


def write_plainly(text: str, *, what: str, longest: int) -> str:
    """Return the text in the network's letters; refuse in words what cannot be spelled in them.

    `what` names the field in the refusal. A name is never cut: a cut name is another name.
    """
    apart = unicodedata.normalize("NFKD", text.translate(SPELLED))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    plain = re.sub(r" {2,}", " ", plain.translate(SPELLED)).strip()
    if strange := sorted(set(OUTSIDE.findall(plain))):
        raise UnwritableError(
            f"{what} has letters that the banks’ network does not carry: {' '.join(strange)}."
            " Write it in Latin letters."
        )
    if len(plain) > longest:
        raise UnwritableError(f"{what} is longer than the {longest} letters that a bank carries.")
    return plain.lstrip("/").replace("//", "/ /")
