"""Proofs over accounts, balances, entries and lines: words, and the query that finds the faults."""

from impact.books import digests

ACCOUNTS = (
    "Account {0} was changed: it no longer fits its digest.",
    f"""
    SELECT account.code FROM books_account AS account
     WHERE account.digest <> {digests.compute(digests.ACCOUNT, row="account")}
     ORDER BY account.id
    """,  # noqa: S608 - our own columns
)

SLOTS = (
    "Account {0}, slot {1}: {2}.",
    """
    SELECT coalesce(account.code, 'number ' || balance.account_id),
           coalesce(wanted.slot, balance.slot),
           CASE WHEN balance.id IS NULL THEN 'its balance row is gone'
                WHEN wanted.slot IS NULL THEN 'there is a balance row without an account'
                ELSE 'its balance row has another floor or direction' END
      FROM books_account AS account
     CROSS JOIN LATERAL generate_series(0, account.slots - 1) AS wanted (slot)
      FULL JOIN books_balance AS balance ON balance.id = account.id * 16 + wanted.slot
     WHERE balance.id IS NULL OR wanted.slot IS NULL OR balance.account_id <> account.id
        OR balance.floor_minor IS DISTINCT FROM account.floor_minor
        OR balance.grows_by_debit <> (account.kind IN ('asset', 'expense'))
     ORDER BY 1, 2
    """,
)

BALANCES = (
    "Account {0}, slot {1}: the balance row says {2} over {3} lines, its lines say {4} over {5}.",
    """
    WITH summed AS (
        SELECT line.account_id * 16 + line.account_sequence %% account.slots AS id,
               count(*) AS lines,
               coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0) AS debits,
               coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0) AS credits
          FROM books_line AS line JOIN books_account AS account ON account.id = line.account_id
         GROUP BY 1
    )
    SELECT coalesce(account.code, 'number ' || coalesce(balance.id, summed.id) / 16),
           coalesce(balance.id, summed.id) %% 16,
           balance.debits_minor - balance.credits_minor, balance.line_count,
           coalesce(summed.debits - summed.credits, 0), coalesce(summed.lines, 0)
      FROM books_balance AS balance
      FULL JOIN summed ON summed.id = balance.id
      LEFT JOIN books_account AS account ON account.id = coalesce(balance.id, summed.id) / 16
     WHERE balance.id IS NULL
        OR balance.debits_minor <> coalesce(summed.debits, 0)
        OR balance.credits_minor <> coalesce(summed.credits, 0)
        OR balance.line_count <> coalesce(summed.lines, 0)
     ORDER BY 1, 2
    """,
)

ENTRIES = (
    "Entry {0} (number {1}): {2}.",
    f"""
    WITH summed AS (
        SELECT line.entry_id, count(*) AS lines, max(line.number) AS top,
               sum(line.amount_minor) AS total, min(line.currency) AS currency,
               jsonb_agg(jsonb_build_array(account.code, line.amount_minor)
                         ORDER BY line.number) AS sides
          FROM books_line AS line LEFT JOIN books_account AS account ON account.id = line.account_id
         GROUP BY line.entry_id
    )
    SELECT entry.key, entry.id,
           CASE WHEN summed.lines IS DISTINCT FROM entry.line_count
                  OR summed.top IS DISTINCT FROM entry.line_count::integer
                THEN format('%%s of %%s lines are there', coalesce(summed.lines, 0),
                            entry.line_count)
                WHEN summed.total <> 0 THEN format('its lines sum to %%s', summed.total)
                WHEN entry.digest <> {digests.ENTRY.format(row="entry")}
                THEN 'its number, moment or fingerprint was changed'
                ELSE 'it or its lines no longer fit the fingerprint of what was asked' END
      FROM books_entry AS entry LEFT JOIN summed ON summed.entry_id = entry.id
     WHERE summed.lines IS DISTINCT FROM entry.line_count
        OR summed.top IS DISTINCT FROM entry.line_count::integer
        OR summed.total <> 0
        OR entry.digest <> {digests.ENTRY.format(row="entry")}
        OR entry.request_hash <> sha256(convert_to(jsonb_build_object(
               'kind', entry.kind, 'key', entry.key, 'effective_on', entry.effective_on,
               'lines', summed.sides, 'reference', entry.reference, 'actor', entry.actor,
               'currency', summed.currency, 'reverses', entry.reverses_id,
               'resolves', entry.resolves_id)::text, 'UTF8'))
     ORDER BY entry.id
    """,  # noqa: S608 - our own columns
)

LINES = (
    "Line {0} of entry {1}: {2}.",
    """
    SELECT line.number, coalesce(entry.key, 'number ' || line.entry_id),
           CASE WHEN entry.id IS NULL THEN 'its entry is gone'
                WHEN account.id IS NULL THEN 'its account is gone'
                WHEN account.currency <> line.currency
                THEN 'it has another currency than its account'
                ELSE 'it was moved from its place' END
      FROM books_line AS line
      LEFT JOIN books_entry AS entry ON entry.id = line.entry_id
      LEFT JOIN books_account AS account ON account.id = line.account_id
     WHERE entry.id IS NULL OR account.id IS NULL OR account.currency <> line.currency
        OR line.id <> line.entry_id * 1000 + line.number
     ORDER BY line.id
    """,
)

CHAINS = (
    "Account {0}, line {1}: {2}.",
    """
    SELECT account.code, chain.account_sequence,
           CASE WHEN chain.account_sequence <> chain.expected
                THEN 'lines before it are missing or were moved'
                ELSE format('the balance after it says %%s instead of %%s',
                            chain.balance_after_minor, chain.before + chain.amount_minor) END
      FROM (SELECT line.account_id, line.account_sequence, line.amount_minor,
                   line.balance_after_minor,
                   lag(line.account_sequence, 1, line.account_sequence %% account.slots) OVER slot
                       + account.slots AS expected,
                   lag(line.balance_after_minor, 1, 0::bigint) OVER slot AS before
              FROM books_line AS line JOIN books_account AS account ON account.id = line.account_id
            WINDOW slot AS (PARTITION BY line.account_id, line.account_sequence %% account.slots
                            ORDER BY line.account_sequence)) AS chain
      JOIN books_account AS account ON account.id = chain.account_id
     WHERE chain.account_sequence <> chain.expected
        OR chain.balance_after_minor::numeric <> chain.before::numeric + chain.amount_minor
     ORDER BY 1, 2
    """,
)

LINKS = (
    "Entry {0} undoes an entry that is gone.",
    """
    SELECT entry.key FROM books_entry AS entry
     WHERE (entry.reverses_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM books_entry AS one WHERE one.id = entry.reverses_id))
        OR (entry.resolves_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM books_entry AS one WHERE one.id = entry.resolves_id))
     ORDER BY entry.id
    """,
)

LEDGER_PROOFS = (ACCOUNTS, SLOTS, BALANCES, ENTRIES, LINES, CHAINS, LINKS)
