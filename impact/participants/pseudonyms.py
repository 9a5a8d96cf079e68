"""Pseudonyms: drawn from a list of plants, near nobody's name (DOMAIN.md, rule 26).

The list is kept by hand, in the file beside this one: plants alone, because nobody guesses a
person from one.
"""

import secrets
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path

PLANTS = tuple(Path(__file__).with_suffix(".txt").read_text().split())
NEAR = 2
"""As many letters may differ, added and left out counted, for two words to be near."""


class NoPseudonymLeftError(Exception):
    """Every pseudonym of the list is used, retired, or too near to her name."""


def fold(word: str) -> str:
    """Return the word in small plain letters, without accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def measure_distance(one: str, other: str) -> int:
    """Return how many letters must be changed, added or left out to make one of the other."""
    row = list(range(len(other) + 1))
    for place, sign in enumerate(one, start=1):
        before, row[0] = row[0], place
        for column, letter in enumerate(other, start=1):
            change = before + (sign != letter)
            before = row[column]
            row[column] = min(change, row[column] + 1, row[column - 1] + 1)
    return row[-1]


def is_too_near(pseudonym: str, name: str) -> bool:
    """Return whether the pseudonym could be guessed from the name or from one word of it.

    Too near is a word with the same initial and at most two letters of difference, and either one
    being a part of the other (DOMAIN.md, rule 26). Spaces in the name are looked through.
    """
    drawn = fold(pseudonym)
    words = [fold(word) for word in name.replace("-", " ").split()]
    for word in {*words, "".join(words)}:
        if word and (word in drawn or drawn in word):
            return True
        if word[:1] == drawn[:1] and measure_distance(drawn, word) <= NEAR:
            return True
    return False


def draw_pseudonym(*, names: Iterable[str], used: Collection[str]) -> str:
    """Return a free pseudonym by chance; raise `NoPseudonymLeftError`.

    `names` are hers in every spelling: they are compared here, and kept nowhere.
    """
    spellings, taken = list(names), {fold(name) for name in used}
    free = [
        plant
        for plant in PLANTS
        if fold(plant) not in taken and not any(is_too_near(plant, name) for name in spellings)
    ]
    if not free:
        message = "No pseudonym of the list is free and far enough from her name."
        raise NoPseudonymLeftError(message)
    return secrets.choice(free)
