"""A sealed field opens under its own key, in its own row, unchanged; and not otherwise."""

import pytest

from nomi.platform.encryption import BadKeyError, SealBrokenError, seal, unseal

OLD = "old:" + "A" * 43 + "="
NEW = "new:" + "B" * 42 + "A="
PLAIN = "000 123 456 · Phnom Penh".encode()


@pytest.fixture(autouse=True)
def _keys(settings: object) -> None:
    settings.DATA_KEYS = [OLD]


def test_sealed_field_opens_in_its_own_row() -> None:
    sealed = seal(PLAIN, context="bank:1")

    assert PLAIN not in sealed
    assert unseal(sealed, context="bank:1") == PLAIN


def test_two_seals_of_one_text_differ() -> None:
    assert seal(PLAIN, context="bank:1") != seal(PLAIN, context="bank:1")


def test_field_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(SealBrokenError):
        unseal(seal(PLAIN, context="bank:1"), context="bank:2")


@pytest.mark.parametrize("place", [0, 1, 4, 5, 17, -1])
def test_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(seal(PLAIN, context="bank:1"))
    sealed[place] ^= 1

    with pytest.raises(SealBrokenError):
        unseal(bytes(sealed), context="bank:1")


@pytest.mark.parametrize("sealed", [b"", b"\x03", b"\x03old", b"\x03oldshort"])
def test_cut_value_is_refused(sealed: bytes) -> None:
    with pytest.raises(SealBrokenError):
        unseal(sealed, context="bank:1")


def test_rotated_key_still_opens_and_a_dropped_one_does_not(settings: object) -> None:
    sealed = seal(PLAIN, context="bank:1")

    settings.DATA_KEYS = [NEW, OLD]
    assert unseal(sealed, context="bank:1") == PLAIN
    assert seal(PLAIN, context="bank:1").startswith(b"\x03new")

    settings.DATA_KEYS = [NEW]
    with pytest.raises(SealBrokenError):
        unseal(sealed, context="bank:1")


@pytest.mark.parametrize("keys", [[], ["short:AAAA"], ["nonsense"], ["odd:%%%"], [OLD[3:]]])
def test_bad_keys_are_named(settings: object, keys: list[str]) -> None:
    settings.DATA_KEYS = keys

    with pytest.raises(BadKeyError):
        seal(PLAIN, context="bank:1")
