"""Stripe's movements enter the books: all of them, each once, and nothing by halves."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from impact.books import services as books
from impact.books.queries import find_open_day
from impact.reconciliation import gateway, queries
from impact.reconciliation.facts import Imported, TransactionFact
from impact.reconciliation.models import StripeTransaction
from impact.reconciliation.postings import OtherSide, build_posting, find_other_side
from impact.reconciliation.services.gifts import name_monthly_gifts
from impact.reconciliation.services.settling import apply_transfers
from impact.reconciliation.services.turns import take_turn

OVERLAP = timedelta(hours=6)
"""How far before the newest known movement each import looks again; known ones are left out."""
PER_TRANSACTION = 200


def import_stripe(*, now: datetime) -> Imported:
    """Import what moved at Stripe since the last time; safe to repeat.

    Raises `StripeUnavailable` or `StripeRefused` with nothing imported, and `TurnTakenError` while
    another import is under way. Calls Stripe, so it may not run inside a transaction.
    """
    with take_turn():
        return import_in_turn(now=now)


def import_in_turn(*, now: datetime) -> Imported:
    """Import inside a turn that the caller has taken; see `import_stripe`.

    Imported transfers settle their payouts, and reversals return them.
    Stripe's balance is asked before and after the list, so that it speaks of the same moment.
    """
    before = gateway.get_balance()
    facts = name_monthly_gifts(_complete(_list_new()), now=now)
    after = gateway.get_balance()
    count = sum(_import_batch(batch, now=now) for batch in _split(facts))
    apply_transfers(now=now)
    return Imported(count=count, balance_minor=before if before == after else None)


def _list_new() -> list[TransactionFact]:
    newest = queries.find_newest_moment()
    facts = gateway.list_transactions(since=newest and newest - OVERLAP)
    known = queries.find_known(transaction_ids=[fact.id for fact in facts])
    return [fact for fact in facts if fact.id not in known]


def _complete(facts: Sequence[TransactionFact]) -> list[TransactionFact]:
    """Give refunds, disputes and reversals what they belong to, from their charge or transfer."""
    owners = {
        fact.source_id: fact for fact in facts if fact.order_number or fact.gift or fact.payout_uid
    }
    return [_complete_one(fact, owners) for fact in facts]


def _complete_one(fact: TransactionFact, owners: dict[str, TransactionFact]) -> TransactionFact:
    if not fact.parent_id or fact.order_number or fact.gift or fact.payout_uid:
        return fact
    if owner := owners.get(fact.parent_id):
        return replace(
            fact, order_number=owner.order_number, gift=owner.gift, payout_uid=owner.payout_uid
        )
    if fact.parent_id.startswith("tr_"):
        notes = gateway.find_transfer_notes(transfer_id=fact.parent_id)
    else:
        notes = gateway.find_charge_notes(charge_id=fact.parent_id)
    return replace(
        fact,
        order_number=notes.get("order", ""),
        gift=notes.get("gift", ""),
        payout_uid=notes.get("payout", ""),
    )


def _split(facts: Sequence[TransactionFact]) -> Iterator[Sequence[TransactionFact]]:
    for start in range(0, len(facts), PER_TRANSACTION):
        yield facts[start : start + PER_TRANSACTION]


@transaction.atomic(durable=True)
def _import_batch(facts: Sequence[TransactionFact], *, now: datetime) -> int:
    """Post a batch and keep its rows: both or neither."""
    sides = {fact.id: find_other_side(fact) for fact in facts}
    opened_on = find_open_day(facts[0].created_at.date())
    postings = [build_posting(fact, sides[fact.id], opened_on=opened_on) for fact in facts]
    posted = books.post_batch([posting for posting in postings if posting])
    entries = {one.key: one.entry_id for one in posted}
    StripeTransaction.objects.bulk_create(
        [_make_row(fact, sides[fact.id], entries, now=now) for fact in facts]
    )
    return len(facts)


def _make_row(
    fact: TransactionFact, side: OtherSide, entries: dict[str, int], *, now: datetime
) -> StripeTransaction:
    return StripeTransaction(
        transaction_id=fact.id,
        type=fact.type,
        category=fact.category,
        amount_minor=fact.amount_minor,
        fee_minor=fact.fee_minor,
        net_minor=fact.net_minor,
        currency=fact.currency,
        created_at=fact.created_at,
        available_at=fact.available_at,
        source_id=fact.source_id,
        parent_id=fact.parent_id,
        account_code=side.account_code,
        reference=side.reference,
        entry_id=entries.get(f"stripe:{fact.id}"),
        imported_at=now,
    )
