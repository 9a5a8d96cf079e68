"""Months of monthly gifts: Stripe makes their payments itself, so no note of ours is on them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from impact.giving.queries import find_monthly_payments
from impact.giving.services.sweeps import settle_begun
from impact.reconciliation.facts import TransactionFact


def name_monthly_gifts(facts: Sequence[TransactionFact], *, now: datetime) -> list[TransactionFact]:
    """Give the payments and refunds of monthly gifts their payment's id as the gift they are of.

    A customer whom nobody knows may have begun this minute: giving is asked to look first. Calls
    Stripe then, so it may not run inside a transaction.
    """
    nameless = [fact for fact in facts if _is_nameless(fact)]
    named = _find_named(nameless)
    strangers = [fact for fact in nameless if fact.customer_id and fact.id not in named]
    if strangers and settle_begun(now=now):
        named = _find_named(nameless)
    return [replace(fact, gift=fact.payment_id) if fact.id in named else fact for fact in facts]


def _is_nameless(fact: TransactionFact) -> bool:
    return bool(fact.payment_id) and not (fact.order_number or fact.gift or fact.payout_uid)


def _find_named(facts: Sequence[TransactionFact]) -> set[str]:
    if not facts:
        return set()
    payments, customers = find_monthly_payments(
        payment_ids=[fact.payment_id for fact in facts],
        customer_ids=[fact.customer_id for fact in facts],
    )
    return {
        fact.id for fact in facts if fact.payment_id in payments or fact.customer_id in customers
    }
