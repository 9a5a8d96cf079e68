"""Accounts: the status moves with its history, a pseudonym that was given up is never used again.

Table names carry their schema, so that a temporary table of the same name cannot stand in.
"""

import pgtrigger

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate

KEEP_CODE = FirmTrigger(
    name="training_account_keeps_its_code",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(changed("id", "code", "opened_on")),
    func=refuse("training_account_keeps_its_code", "An account keeps its code and its day."),
)

MOVE_WITH_HISTORY = FirmTrigger(
    name="status_moves_with_its_history",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("pg_catalog.pg_trigger_depth() = 0 AND " + changed("status")),
    func=refuse("status_moves_with_its_history", "A status moves with a row of its history."),
)

KEEP_ACCOUNT = FirmTrigger(
    name="training_account_is_never_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=refuse("training_account_is_never_deleted", "An account is closed, never deleted."),
)

NEVER_AGAIN = FirmTrigger(
    name="retired_pseudonym_is_never_used_again",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
        IF EXISTS (SELECT FROM public.participants_retiredpseudonym
                    WHERE pg_catalog.lower(name) = pg_catalog.lower(NEW.pseudonym)) THEN
            {refuse("retired_pseudonym_is_never_used_again", "This pseudonym was given up.")}
        END IF;
        RETURN NEW;
    """,
)

RETIRE_OLD = FirmTrigger(
    name="replaced_pseudonym_is_retired",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(changed("pseudonym")),
    func="""
        INSERT INTO public.participants_retiredpseudonym (account_id, name, retired_at)
        VALUES (OLD.id, OLD.pseudonym, pg_catalog.statement_timestamp());
        RETURN NULL;
    """,
)

KNOW_ITS_HOLDER = FirmTrigger(
    name="training_account_is_an_adult_s",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func=f"""
        IF NOT EXISTS (SELECT FROM public.participants_participant WHERE account_id = NEW.id) THEN
            {refuse("training_account_is_an_adult_s", "An account is one adult participant.")}
        END IF;
        IF NOT EXISTS (SELECT FROM public.participants_statuschange
                        WHERE account_id = NEW.id AND from_status = '') THEN
            {refuse("status_moves_with_its_history", "A status begins with its history.")}
        END IF;
        RETURN NULL;
    """,
)

ACCOUNT_GUARDS = [
    KEEP_CODE,
    MOVE_WITH_HISTORY,
    KEEP_ACCOUNT,
    NEVER_AGAIN,
    RETIRE_OLD,
    KNOW_ITS_HOLDER,
    refuse_truncate(table="training_account"),
]

STATUS_GUARDS = [
    FirmTrigger(
        name="status_change_begins_unchecked",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition("NEW.checked_by <> ''"),
        func=refuse("status_change_begins_unchecked", "Another person checks it later."),
    ),
    FirmTrigger(
        name="status_change_is_checked_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "(OLD.checked_by <> '' OR "
            + changed(
                *("id", "account_id", "from_status", "to_status", '"on"'),
                *("reason", "changed_by", "at"),
            )
            + ")"
        ),
        func=refuse("status_change_is_checked_once", "It stays as written and is checked once."),
    ),
    FirmTrigger(
        name="status_change_is_never_deleted",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=refuse("status_change_is_never_deleted", "The history of a status is kept."),
    ),
    refuse_truncate(table="status_change"),
    FirmTrigger(
        name="status_change_goes_on_from_the_last",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("stands", "text"), ("opened", "date"), ("latest", "date"), ("writer", "text")],
        func=f"""
            SELECT status, opened_on INTO stands, opened
              FROM public.participants_trainingaccount WHERE id = NEW.account_id FOR UPDATE;
            SELECT max("on") INTO latest
              FROM public.participants_statuschange WHERE account_id = NEW.account_id;
            SELECT changed_by INTO writer FROM public.participants_statuschange
             WHERE account_id = NEW.account_id ORDER BY id DESC LIMIT 1;
            IF NEW.from_status = '' AND NEW.to_status <> stands
               OR NEW.from_status <> '' AND NEW.from_status <> stands
               OR NEW.from_status <> '' AND latest IS NULL THEN
                {refuse("status_change_goes_on_from_the_last", "The status is another by now.")}
            END IF;
            IF stands = 'closed' AND NEW.from_status <> '' THEN
                {refuse("closed_account_stays_closed", "A closed account stays closed.")}
            END IF;
            IF NEW.to_status = 'closed' AND (
                NEW.from_status IN ('', 'active', 'follow_up', 'paused')
                OR NEW.changed_by = writer) THEN
                {refuse("account_is_closed_by_another", "Another closes than who wrote it.")}
            END IF;
            IF NEW."on" < COALESCE(latest, opened) THEN
                {refuse("status_change_is_not_before_the_last", "The day is before the last one.")}
            END IF;
            RETURN NEW;
        """,
    ),
    FirmTrigger(
        name="status_change_moves_the_account",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func="""
            UPDATE public.participants_trainingaccount
               SET status = NEW.to_status WHERE id = NEW.account_id;
            RETURN NULL;
        """,
    ),
]
