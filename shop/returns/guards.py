"""What the database itself refuses about returns."""

import pgtrigger

COUNT_PIECES = """
    PERFORM 1 FROM order_line WHERE id = NEW.line_id FOR UPDATE;
    IF (SELECT order_id FROM order_line WHERE id = NEW.line_id)
     <> (SELECT order_id FROM returns_return WHERE id = NEW.return_id) THEN
        RAISE EXCEPTION 'line % is of another order', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'returned_line_is_of_the_order';
    END IF;
    IF (SELECT coalesce(sum(coalesce(item.restocked + item.written_off, item.quantity)), 0)
          FROM returns_returnline AS item JOIN returns_return AS made ON made.id = item.return_id
         WHERE item.line_id = NEW.line_id AND made.state NOT IN ('rejected', 'withdrawn'))
     > (SELECT coalesce(sum(quantity), 0) FROM fulfilment_shippedline
         WHERE line_id = NEW.line_id) THEN
        RAISE EXCEPTION 'line % has fewer pieces that left', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_pieces_than_left';
    END IF;
    RETURN NULL;
"""
"""The line is locked first, so that two returns at once cannot both claim the last piece."""

STATES = pgtrigger.FSM(
    name="return_states_are_one_way",
    field="state",
    transitions=[
        ("requested", "approved"),
        ("requested", "rejected"),
        ("requested", "withdrawn"),
        ("approved", "received"),
        ("approved", "rejected"),
        ("approved", "withdrawn"),
        ("received", "closed"),
    ],
)

LINE_TRIGGERS = (
    pgtrigger.Trigger(
        name="no_more_pieces_than_left",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func=COUNT_PIECES,
    ),
    pgtrigger.Protect(name="line_stays", operation=pgtrigger.Delete),
    pgtrigger.Protect(
        name="line_is_asked_once",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("return_of", "line", "quantity"),
    ),
    pgtrigger.Protect(
        name="line_is_inspected_once",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__restocked__isnull=False),
    ),
)
