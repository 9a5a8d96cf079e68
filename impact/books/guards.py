"""The rules of the books that the database itself keeps, as triggers on the four tables.

Table names carry their schema, so that a temporary table of the same name cannot stand in.
"""

import pgtrigger

from impact.books import digests
from impact.books.periods import PERIOD_LOCK
from impact.books.triggers import FirmTrigger, TrustedTrigger, changed, refuse

FREEZE_ACCOUNT = FirmTrigger(
    name="account_is_frozen_but_status",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        changed("id", "uid", "code", "kind", "currency", "slots", "floor_minor")
    ),
    func=refuse("account_is_frozen_but_status", "Of an account only the status may change."),
)

KEEP_ACCOUNT = FirmTrigger(
    name="account_is_never_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=refuse("account_is_never_deleted", "An account is closed, never deleted."),
)

OPEN_BALANCES = TrustedTrigger(
    name="account_opens_its_balances",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        INSERT INTO public.books_balance (id, account_id, slot, debits_minor, credits_minor,
                                          line_count, grows_by_debit, floor_minor)
        SELECT NEW.id * 16 + slot, NEW.id, slot, 0, 0, 0,
               NEW.kind IN ('asset', 'expense'), NEW.floor_minor
          FROM pg_catalog.generate_series(0, NEW.slots - 1) AS slot;
        RETURN NULL;
    """,
)

STAMP_ENTRY = FirmTrigger(
    name="entry_is_stamped_by_the_clock",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        NEW.posted_at := pg_catalog.statement_timestamp();
        NEW.last_line_id := NEW.id * 1000 + NEW.line_count;
        NEW.digest := {digests.ENTRY.format(row="NEW")};
        RETURN NEW;
    """,
)

KEEP_CLOSED = FirmTrigger(
    name="entry_falls_in_an_open_period",
    when=pgtrigger.After,  # so that an entry posted again, which is no new row, is never asked
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition(
        "NEW.effective_on < (pg_catalog.statement_timestamp() AT TIME ZONE 'UTC')::pg_catalog.date"
    ),
    func=f"""
        PERFORM pg_catalog.pg_advisory_xact_lock_shared({PERIOD_LOCK});
        IF pg_catalog.current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'A past day is posted to in read committed transactions only.'
                USING ERRCODE = '23514', CONSTRAINT = 'entry_sees_the_latest_close';
        END IF;
        IF EXISTS (SELECT FROM public.books_period WHERE last_on >= NEW.effective_on) THEN
            RAISE EXCEPTION 'The books are closed for %.', NEW.effective_on
                USING ERRCODE = '23514', CONSTRAINT = 'entry_falls_in_an_open_period';
        END IF;
        RETURN NULL;
    """,
)

REVERSE_BY_CORRECTION = FirmTrigger(
    name="reversal_has_two_people_behind_it",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Condition("NEW.reverses_id IS NOT NULL"),
    func="""
        IF NOT EXISTS (SELECT FROM public.books_correction AS correction
                        WHERE correction.made_id = NEW.id
                          AND correction.entry_id = NEW.reverses_id) THEN
            RAISE EXCEPTION 'Entry % reverses another without an approved correction.', NEW.key
                USING ERRCODE = '23514', CONSTRAINT = 'reversal_has_two_people_behind_it';
        END IF;
        IF EXISTS (SELECT FROM public.books_entry AS undone
                    WHERE undone.id = NEW.reverses_id
                      AND pg_catalog.left(undone.kind, 7) = 'payout-') THEN
            RAISE EXCEPTION 'Entry % undoes one step of a payment.', NEW.key
                USING ERRCODE = '23514', CONSTRAINT = 'payment_is_taken_back_at_its_draw';
        END IF;
        RETURN NULL;
    """,
)

MOVE_BALANCE = TrustedTrigger(
    name="line_moves_its_balance",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        UPDATE public.books_balance AS balance
           SET debits_minor = balance.debits_minor + GREATEST(NEW.amount_minor, 0),
               credits_minor = balance.credits_minor + GREATEST(-NEW.amount_minor, 0),
               line_count = balance.line_count + 1
          FROM public.books_account AS account
         WHERE account.id = NEW.account_id
           AND account.currency = NEW.currency
           AND account.status = 'open'
           AND balance.id = account.id * 16 + pg_catalog.pg_backend_pid() % account.slots
        RETURNING balance.debits_minor - balance.credits_minor,
                  balance.line_count * account.slots + balance.slot
          INTO NEW.balance_after_minor, NEW.account_sequence;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Line % of entry % names no open account in %.',
                NEW.number, NEW.entry_id, NEW.currency
                USING ERRCODE = '23514', CONSTRAINT = 'line_names_an_open_account';
        END IF;
        NEW.id := NEW.entry_id * 1000 + NEW.number;
        RETURN NEW;
    """,
)

CHECK_WHOLE_ENTRY = FirmTrigger(
    name="entry_is_whole_and_balanced",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="fresh"),
    declare=[("broken", "bigint")],
    func="""
        SELECT part.entry_id INTO broken
          FROM (SELECT entry_id, currency, count(*) AS lines, max(number) AS top,
                       sum(amount_minor) AS total
                  FROM fresh GROUP BY entry_id, currency) AS part
          LEFT JOIN public.books_entry AS entry ON entry.id = part.entry_id
         GROUP BY part.entry_id, entry.line_count
        HAVING entry.line_count IS NULL
            OR sum(part.lines) <> entry.line_count
            OR max(part.top) <> entry.line_count
            OR bool_or(part.total <> 0)
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'Entry % must come whole, at once, and balance in each currency.',
                broken USING ERRCODE = '23514', CONSTRAINT = 'entry_is_whole_and_balanced';
        END IF;
        RETURN NULL;
    """,
)

WRITE_BALANCE_BY_LINE = FirmTrigger(
    name="balance_is_written_by_lines_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("pg_catalog.pg_trigger_depth() = 0"),
    func=refuse("balance_is_written_by_lines_only", "Balances are written by posting lines only."),
)

KEEP_HALT = FirmTrigger(
    name="halt_is_never_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=refuse("halt_is_never_deleted", "A halt is lifted, never deleted."),
)

LIFT_HALT_ONCE = FirmTrigger(
    name="halt_is_lifted_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "(OLD.lifted_at IS NOT NULL OR " + changed("id", "cause", "raised_at") + ")"
    ),
    func=refuse("halt_is_lifted_once", "A lifted halt is final, and no halt changes its cause."),
)
