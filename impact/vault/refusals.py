"""What the vault refuses, as named errors in words that a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nomi.platform.refusals import find_rule


class VaultRefusedError(Exception):
    """The vault says no; nothing was shown and nothing was changed."""


class TooManyLooksError(VaultRefusedError):
    """One person looked too often within an hour."""


class LookNotWrittenError(VaultRefusedError):
    """The look could not be written down, so nothing was opened."""


class SealedShutError(VaultRefusedError):
    """The field does not open: another key, a changed or a moved row."""


class NotOnFileError(VaultRefusedError):
    """There is no such field, account or record."""


class ErasedError(VaultRefusedError):
    """The record was erased, and stays so."""


class NotAskedError(VaultRefusedError):
    """Nobody has asked to erase the record."""


class NearPseudonymError(VaultRefusedError):
    """Her pseudonym could be guessed from her name."""


class TooYoungError(VaultRefusedError):
    """She was no adult when her account was opened."""


Named = tuple[type[VaultRefusedError], str | Promise]
ERASED: Named = (ErasedError, _("This record was erased; nothing can be written in it."))
RULES: dict[str, Named] = {
    "look_is_one_of_few_within_an_hour": (
        TooManyLooksError,
        _("You have looked as often as one person may within an hour. Wait, or ask somebody else."),
    ),
    "look_is_by_a_person_with_a_reason": (
        VaultRefusedError,
        _("Say why, in ten signs or more. Nothing was opened."),
    ),
    "erasure_is_asked_for_once": (
        VaultRefusedError,
        _("Somebody has asked to erase this record already. Another person answers."),
    ),
    "erasure_is_answered_by_another": (
        VaultRefusedError,
        _("Whoever asked to erase a record does not answer it. Another person does."),
    ),
    "record_waits_for_its_erasure": (
        ErasedError,
        _("This record is to be erased: nothing of it opens until another person has answered."),
    ),
    "vault_key_of_the_erased_stays_away": ERASED,
    "sealed_field_of_the_erased_stays_away": ERASED,
    "index_entry_of_the_erased_stays_away": ERASED,
}
NOT_WRITTEN = _("The look could not be written down, so nothing was opened. Try again later.")


def name_refusal(refusal: DatabaseError) -> VaultRefusedError:
    """Return the named error for the rule that refused; whatever else failed, nothing is opened."""
    rule = find_rule(refusal)
    error, words = RULES.get(rule, (LookNotWrittenError, NOT_WRITTEN))
    return error(str(words))


@contextmanager
def committed_or_refused() -> Iterator[None]:
    """Commit what is done inside before going on, or refuse in words.

    It is a transaction of its own: inside another one nothing would be committed, and Django raises
    `RuntimeError`.
    """
    try:
        with transaction.atomic(durable=True):
            yield
    except DatabaseError as refusal:
        raise name_refusal(refusal) from refusal
