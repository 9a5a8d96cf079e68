"""Erasing a secret: what was salted with it opens no more, and the log still checks.

Backups from before hold the sealed secret until they are gone.
"""

from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from impact.proofs.commitments import (
    DETAILS_PART,
    LINES_BEFORE,
    EntryFacts,
    hash_part,
    name_account,
    name_reference,
    open_part,
)
from impact.proofs.facts import Secrets, cut, list_subjects, read_facts, read_kept
from impact.proofs.models import KeptPart, LogSecret
from impact.proofs.services.sealing import wait_for_turn

SEALED_WITH_ACCOUNT = """
    SELECT DISTINCT entry.id, entry.line_count
      FROM books_account AS account
      JOIN books_line AS line ON line.account_id = account.id
      JOIN books_entry AS entry ON entry.id = line.entry_id
      JOIN proofs_leaf AS leaf ON leaf.entry_id = entry.id
     WHERE account.uid = %s
     ORDER BY entry.id
"""
SEALED_WITH_REFERENCE = """
    SELECT entry.id, entry.line_count
      FROM books_entry AS entry JOIN proofs_leaf AS leaf ON leaf.entry_id = entry.id
     WHERE entry.reference = %s
     ORDER BY entry.id
"""


@transaction.atomic
def erase_account_secret(*, account_uid: str) -> bool:
    """Erase the secret of one account of the books; return whether this call did it.

    Her sealed lines then open for nobody. Their hashes are kept, so that the log still verifies
    and every other line of the same entries still opens. What is posted later gets a new secret.
    """
    return _erase(name_account(account_uid), SEALED_WITH_ACCOUNT, account_uid)


@transaction.atomic
def erase_reference_secret(*, reference: str) -> bool:
    """Erase the secret of the headers under one reference; return whether this call did it."""
    return _erase(name_reference(reference), SEALED_WITH_REFERENCE, reference)


def _erase(subject: str, query: str, value: str) -> bool:
    """Keep the hashes of the parts that depend on the secret, then delete it."""
    wait_for_turn()
    found = LogSecret.objects.filter(subject=subject)
    if not found.exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute(query, [value])
        sealed = cursor.fetchall()
    for portion in cut(sealed):
        entry_ids = [entry_id for entry_id, _lines in portion]
        KeptPart.objects.bulk_create(_list_parts(read_facts(entry_ids), subject))
    found.delete()
    return True


def _list_parts(facts: Iterable[EntryFacts], subject: str) -> Iterator[KeptPart]:
    """Yield the parts of these entries that depend on the secret and are not kept yet."""
    facts = list(facts)
    secrets = Secrets()
    secrets.load(list_subjects(facts))
    kept = read_kept([one.entry_id for one in facts])
    for one in facts:
        parts = [
            line + LINES_BEFORE
            for line, uid in enumerate(one.account_uids, start=1)
            if name_account(uid) == subject
        ]
        if name_reference(one.reference) == subject:
            parts += [0, DETAILS_PART]
        for part in parts:
            if (one.entry_id, part) not in kept:
                hashed = hash_part(*open_part(one, part, secrets))
                yield KeptPart(entry_id=one.entry_id, part=part, hash=hashed)
