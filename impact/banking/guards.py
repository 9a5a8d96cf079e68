"""What the database itself asks: a match has its entry in the books, a refused wire its paper."""

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

REFUSAL_HAS_ITS_PAPER = FirmTrigger(
    name="refused_wire_has_its_own_paper",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NOT EXISTS (
            SELECT FROM public.banking_paymentfileitem AS item
              JOIN public.payouts_payout AS payout ON payout.id = item.payout_id
              JOIN public.payouts_attachment AS paper ON paper.draw_id = payout.draw_id
             WHERE item.id = NEW.item_id AND paper.id = NEW.evidence_id
               AND paper.purpose = 'refusal'
        ) THEN
            {refuse("refused_wire_has_its_own_paper", "The paper belongs to another payment.")}
        END IF;
        RETURN NEW;
    """,
)
