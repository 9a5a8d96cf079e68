"""Proofs over what people decided: closed periods, corrections and halts."""

from impact.books import digests

PERIODS = (
    "Closed period {0}: {1}.",
    f"""
    SELECT number,
           CASE WHEN digest <> {digests.compute(digests.PERIOD, row="period")}
                THEN 'it was changed and no longer fits its digest'
                ELSE 'it does not follow the one before' END
      FROM (SELECT *, lag(number, 1, 0) OVER run AS before, lag(last_on) OVER run AS day_before
              FROM books_period WINDOW run AS (ORDER BY number)) AS period
     WHERE digest <> {digests.compute(digests.PERIOD, row="period")}
        OR number <> before + 1 OR first_on <> coalesce(day_before + 1, first_on)
     ORDER BY number
    """,  # noqa: S608 - our own columns
)

SNAPSHOTS = (
    "Closed period {0}, account {1}: {2} {3} were written down at its end, its lines say {4} {5}.",
    """
    WITH moved AS (
        SELECT (SELECT min(period.number) FROM books_period AS period
                 WHERE period.last_on >= entry.effective_on) AS number, sums.account_id,
               sum(sums.debits) AS debits, sum(sums.credits) AS credits
          FROM (SELECT entry.effective_on, line.account_id,
                       sum(greatest(line.amount_minor, 0)) AS debits,
                       sum(greatest(-line.amount_minor, 0)) AS credits
                  FROM books_line AS line JOIN books_entry AS entry ON entry.id = line.entry_id
                 WHERE entry.effective_on <= (SELECT max(last_on) FROM books_period)
                 GROUP BY 1, 2) AS sums
         CROSS JOIN LATERAL (SELECT sums.effective_on) AS entry
         GROUP BY 1, 2
    ), stood AS (
        SELECT period.number, moved.account_id, sum(moved.debits) AS debits,
               sum(moved.credits) AS credits
          FROM books_period AS period JOIN moved ON moved.number <= period.number
         GROUP BY 1, 2
    )
    SELECT coalesce(kept.period_id, stood.number),
           coalesce((SELECT code FROM books_account
                      WHERE id = coalesce(kept.account_id, stood.account_id)), 'that is gone'),
           kept.debits_minor, kept.credits_minor, stood.debits, stood.credits
      FROM books_periodbalance AS kept
      FULL JOIN stood ON stood.number = kept.period_id AND stood.account_id = kept.account_id
     WHERE (kept.debits_minor, kept.credits_minor) IS DISTINCT FROM (stood.debits, stood.credits)
     ORDER BY 1, 2
    """,
)

CORRECTIONS = (
    "Correction {0} of entry number {1}: {2}.",
    f"""
    SELECT correction.id, correction.entry_id,
           CASE WHEN digest <> {digests.compute(digests.CORRECTION, row="correction")}
                THEN 'it was changed and no longer fits its digest'
                ELSE 'its entry is not the opposite of what it undoes' END
      FROM books_correction AS correction
     WHERE digest <> {digests.compute(digests.CORRECTION, row="correction")}
        OR (correction.made_id IS NOT NULL AND EXISTS (
               SELECT FROM (SELECT number, account_id, amount_minor FROM books_line
                             WHERE entry_id = correction.entry_id) AS old
               FULL JOIN (SELECT number, account_id, amount_minor FROM books_line
                           WHERE entry_id = correction.made_id) AS new
                 ON new.number = old.number
                WHERE (old.account_id, old.amount_minor)
                      IS DISTINCT FROM (new.account_id, -new.amount_minor)))
     ORDER BY correction.id
    """,  # noqa: S608 - our own columns
)

REVERSALS = (
    "Entry {0} reverses another, and the correction that allowed it is gone.",
    """
    SELECT entry.key FROM books_entry AS entry
     WHERE entry.reverses_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM books_correction AS correction
                        WHERE correction.made_id = entry.id
                          AND correction.entry_id = entry.reverses_id)
     ORDER BY entry.id
    """,
)

HALTS = (
    "Halt {0} ({1}) was changed: it no longer fits its digest.",
    f"""
    SELECT halt.id, halt.cause FROM books_halt AS halt
     WHERE halt.digest <> {digests.compute(digests.HALT, row="halt")}
     ORDER BY halt.id
    """,  # noqa: S608 - our own columns
)

TALLIES = (
    "Of the {0}s, {1} were written and {2} are there.",
    """
    SELECT coalesce(tally.name, counted.name), coalesce(tally.rows, 0), coalesce(counted.rows, 0)
      FROM books_tally AS tally
      FULL JOIN (SELECT 'period' AS name, count(*) AS rows FROM books_period
                 UNION ALL SELECT 'correction', count(*) FROM books_correction
                 UNION ALL SELECT 'halt', count(*) FROM books_halt) AS counted
        ON counted.name = tally.name
     WHERE coalesce(tally.rows, 0) <> coalesce(counted.rows, 0)
     ORDER BY 1
    """,
)

DECISION_PROOFS = (PERIODS, SNAPSHOTS, CORRECTIONS, REVERSALS, HALTS, TALLIES)
