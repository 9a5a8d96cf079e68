"""Interviews: a correction is a new version of the same interview, and the old one stays."""

import pgtrigger

from impact.books.triggers import FirmTrigger, refuse

INTERVIEW_GUARDS = [
    FirmTrigger(
        name="interview_corrects_its_own_last_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition("NEW.version > 1"),
        func=f"""
            IF NOT EXISTS (SELECT FROM public.participants_interview
                            WHERE id = NEW.supersedes_id AND participant_id = NEW.participant_id
                              AND wave = NEW.wave AND version = NEW.version - 1) THEN
                {refuse("interview_corrects_its_own_last_version", "It corrects another one.")}
            END IF;
            RETURN NEW;
        """,
    )
]
