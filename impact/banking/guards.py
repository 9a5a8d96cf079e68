"""What the database itself asks of a match: the entry that says the same in the books."""

import pgtrigger

from impact.books.triggers import FirmTrigger, refuse

MATCH_HAS_ITS_ENTRY = FirmTrigger(
    name="match_has_its_entry_in_the_books",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NOT EXISTS (
            SELECT FROM public.banking_statementline AS line, public.books_entry AS entry
             WHERE line.id = NEW.line_id AND entry.id = NEW.entry_id
               AND entry.reference = NEW.reference
               AND entry.key = CASE WHEN EXISTS (
                       SELECT FROM public.banking_linematch WHERE line_id = NEW.line_id)
                   THEN 'bank:' || line.uid || ':explain' ELSE 'bank:' || line.uid END
        ) THEN
            {refuse("match_has_its_entry_in_the_books", "The books do not say so.")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 - nothing in it comes from outside
)
