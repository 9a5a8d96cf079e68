"""Participants and disputes: what she entered with stays, and a dispute is answered once."""

import pgtrigger

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate

PARTICIPANT_GUARDS = [
    FirmTrigger(
        name="participant_was_adult_when_she_entered",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF NOT EXISTS (SELECT FROM public.participants_trainingaccount
                            WHERE id = NEW.account_id AND opened_on >= NEW.adult_checked_on) THEN
                {refuse("participant_was_adult_when_she_entered", "She was 18 before it opened.")}
            END IF;
            RETURN NEW;
        """,
    ),
    FirmTrigger(
        name="participant_keeps_what_she_entered_with",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            changed("id", "account_id", "adult_known_by", "adult_checked_on")
        ),
        func=refuse("participant_keeps_what_she_entered_with", "What she entered with stays."),
    ),
    FirmTrigger(
        name="answer_about_a_shelter_is_checked_anew",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NEW.shelter_checked_by <> '' AND (TG_OP = 'INSERT' OR {
            changed("sheltered_from", "sheltered_until", "shelter_answered_by")
        }) THEN
                {refuse("answer_about_a_shelter_is_checked_anew", "Another answer is unchecked.")}
            END IF;
            RETURN NEW;
        """,
    ),
    FirmTrigger(
        name="participant_is_never_deleted",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=refuse("participant_is_never_deleted", "A participant is never deleted."),
    ),
    refuse_truncate(table="participant"),
]

DISPUTE_GUARDS = [
    FirmTrigger(
        name="dispute_is_answered_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "(OLD.answered_at IS NOT NULL OR "
            + changed("id", "participant_id", "line_number", "her_words", "taken_by", "taken_at")
            + ")"
        ),
        func=refuse("dispute_is_answered_once", "A dispute is answered once, and her words stay."),
    ),
    FirmTrigger(
        name="dispute_is_never_deleted",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=refuse("dispute_is_never_deleted", "A dispute is answered, never deleted."),
    ),
    refuse_truncate(table="dispute"),
]
