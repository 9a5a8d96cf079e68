"""What the database itself refuses about pieces of an order."""

import pgtrigger

COUNT_PIECES = """
    PERFORM 1 FROM order_line WHERE id = NEW.line_id FOR UPDATE;
    IF (SELECT coalesce(sum(quantity), 0) FROM fulfilment_shippedline WHERE line_id = NEW.line_id)
     + (SELECT coalesce(sum(quantity), 0) FROM fulfilment_cancelledline
         WHERE line_id = NEW.line_id)
     > (SELECT quantity FROM order_line WHERE id = NEW.line_id) THEN
        RAISE EXCEPTION 'line % has fewer pieces left', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_pieces_than_were_ordered';
    END IF;
    RETURN NULL;
"""
"""The line is locked first, so that two parcels at once cannot both find the last piece."""


def guard_pieces() -> list[pgtrigger.Trigger]:
    """Return the triggers of a table whose rows are pieces of an order line."""
    return [
        pgtrigger.Trigger(
            name="no_more_pieces_than_were_ordered",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            func=COUNT_PIECES,
        ),
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    ]
