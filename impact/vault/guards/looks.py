"""Looks are final, and one person's are few within an hour."""

import pgtrigger

from impact.books.triggers import FirmTrigger, keep_rows, refuse

REVEALS_AN_HOUR, SEARCHES_AN_HOUR = 10, 30

COUNT_LOOKS = FirmTrigger(
    name="look_is_one_of_few_within_an_hour",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("most", "integer")],
    func=f"""
        most := CASE NEW.kind WHEN 'revealed' THEN {REVEALS_AN_HOUR}
            WHEN 'searched' THEN {SEARCHES_AN_HOUR} END;
        IF most IS NULL THEN
            RETURN NEW;
        END IF;
        -- one person's looks are counted one after the other, whatever runs at once
        PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(NEW.actor, 8663));
        IF (SELECT count(*) FROM public.vault_look AS look
            WHERE look.actor = NEW.actor AND look.kind = NEW.kind
            AND look.at > NEW.at - interval '1 hour') >= most
        THEN
            {refuse("look_is_one_of_few_within_an_hour", "Too many looks within an hour.")}
        END IF;
        RETURN NEW;
    """,
)
WAIT_FOR_ERASURE = FirmTrigger(
    name="record_waits_for_its_erasure",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NEW.kind IN ('revealed', 'found', 'written') AND EXISTS (
            SELECT FROM public.vault_erasurerequest
             WHERE account_code = NEW.account_code AND answered_at IS NULL) THEN
            {refuse("record_waits_for_its_erasure", "It is to be erased: nothing opens.")}
        END IF;
        RETURN NEW;
    """,
)
ERASE_BY_TWO = FirmTrigger(
    name="erasure_is_agreed_by_two",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NOT NEW.is_replayed AND NOT EXISTS (
            SELECT FROM public.vault_erasurerequest
             WHERE account_code = NEW.account_code AND answer = 'erased') THEN
            {refuse("erasure_is_agreed_by_two", "One person asks, another erases.")}
        END IF;
        RETURN NEW;
    """,
)
LOOK_GUARDS = [*keep_rows(table="look"), COUNT_LOOKS, WAIT_FOR_ERASURE]
ERASURE_GUARDS = [*keep_rows(table="erasure"), ERASE_BY_TWO]
