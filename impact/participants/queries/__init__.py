"""Reading participants, by topic; the account's own queries stand here for other rooms."""

from impact.participants.queries.accounts import (
    SHOWN,
    PublishingFacts,
    count_accounts,
    find_held_until,
    find_publishing_facts,
    list_active_codes,
    list_held_balances,
)

__all__ = [
    "SHOWN",
    "PublishingFacts",
    "count_accounts",
    "find_held_until",
    "find_publishing_facts",
    "list_active_codes",
    "list_held_balances",
]
