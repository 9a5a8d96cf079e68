"""What the database itself refuses about events and what is collected there."""

import pgtrigger

CHECK_EVENT = """
    PERFORM 1 FROM collecting_pickupevent WHERE id = NEW.event_id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM collecting_pickupevent e, order_order o
         WHERE e.id = NEW.event_id AND o.id = NEW.order_id
           AND (e.cancelled_at IS NOT NULL OR o.date_placed >= e.order_until)
    ) THEN
        RAISE EXCEPTION 'event % takes no more orders', NEW.event_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_takes_orders';
    END IF;
    RETURN NEW;
"""
"""The event is locked first, so that no order slips in while it is being cancelled."""


def guard_event() -> list[pgtrigger.Trigger]:
    """Return the triggers of an event: it is announced as it is, and ends once."""
    how = ["cancelled_at", "cancelled_by", "reason"]
    return [
        pgtrigger.Protect(
            name="event_stays_as_announced",
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(exclude=how),
        ),
        pgtrigger.Protect(
            name="event_is_cancelled_once",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__cancelled_at__isnull=False),
        ),
        pgtrigger.Protect(name="event_is_kept", operation=pgtrigger.Delete),
    ]


def guard_pickup() -> list[pgtrigger.Trigger]:
    """Return the triggers of an order's event: chosen while it takes orders, and kept."""
    return [
        pgtrigger.Trigger(
            name="event_takes_orders",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=CHECK_EVENT,
        ),
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    ]
