"""Payouts: released by a third with everything in place, and moved forward on evidence alone."""

import pgtrigger

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate
from impact.payouts.guards.obstacles import REFUSE_OBSTACLE

RELEASED = (
    "id",
    "uid",
    "draw_id",
    "rail",
    "amount_minor",
    "foreign_amount_minor",
    "foreign_currency",
    "rate",
    "rate_source",
    "rate_on",
    "released_by",
    "released_at",
    "release_reason",
    "hold_entry_id",
)
STEPS = (
    ("held", "submitted"),
    ("held", "settled"),
    ("held", "voided"),
    ("submitted", "settled"),
    ("submitted", "voided"),
    ("settled", "completed"),
    ("settled", "returned"),
    ("completed", "returned"),
)
"""A held payout may settle: a time-out hid that the money had left."""
STEPS_SQL = ", ".join(f"('{old}', '{new}')" for old, new in STEPS)

RELEASE = FirmTrigger(
    name="payout_is_released_by_the_rules",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("draw", "public.payouts_drawrequest"), ("obstacle", "text")],
    func=f"""
        SELECT * INTO draw FROM public.payouts_drawrequest WHERE id = NEW.draw_id FOR UPDATE;
        PERFORM FROM public.payouts_trainingprovider WHERE id = draw.provider_id FOR SHARE;
        IF draw.state = 'released' THEN
            {refuse("draw_is_released_once", "The draw was released before.")}
        END IF;
        IF NEW.released_by = draw.requested_by THEN
            {refuse("releaser_is_not_the_requester", "Whoever asked does not release.")}
        END IF;
        IF EXISTS (SELECT FROM public.payouts_drawapproval
                    WHERE draw_id = draw.id AND approved_by = NEW.released_by) THEN
            {refuse("releaser_is_not_an_approver", "Whoever approved does not release.")}
        END IF;
        IF EXISTS (SELECT FROM public.payouts_drawconfirmation
                    WHERE draw_id = draw.id AND NEW.released_by IN (recorded_by, witness)) THEN
            {refuse("releaser_did_not_record_her_word", "Who took her word does not release.")}
        END IF;
        IF (SELECT count(*) FROM public.payouts_drawapproval
             WHERE draw_id = draw.id AND approved_by <> draw.requested_by) < draw.approvals_needed
        THEN
            {refuse("draw_is_approved_before_release", "The draw lacks an approval.")}
        END IF;
        IF NOT EXISTS (SELECT FROM public.payouts_drawconfirmation WHERE draw_id = draw.id) THEN
            {refuse("she_confirms_before_release", "Her own confirmation is missing.")}
        END IF;
        IF draw.state <> 'confirmed' THEN
            {refuse("draw_waits_for_release", "The draw does not wait for release.")}
        END IF;
        IF ROW(NEW.amount_minor, NEW.foreign_amount_minor, NEW.foreign_currency, NEW.rate,
               NEW.rate_source, NEW.rate_on)
           IS DISTINCT FROM
           ROW(draw.amount_minor, draw.foreign_amount_minor, draw.foreign_currency, draw.rate,
               draw.rate_source, draw.rate_on)
           OR NEW.rail IS DISTINCT FROM (
               SELECT rail FROM public.payouts_trainingprovider WHERE id = draw.provider_id)
        THEN
            {refuse("payout_pays_what_was_approved", "A payout pays what was approved.")}
        END IF;
        obstacle := public.payouts_find_obstacle(draw.provider_id);
        {REFUSE_OBSTACLE}
        IF NEW.state <> 'held' OR NEW.tries <> 0 OR NEW.resolving_entry_id IS NOT NULL
           OR NEW.return_entry_id IS NOT NULL OR NEW.proof_id IS NOT NULL THEN
            {refuse("payout_begins_held", "A payout begins with money set aside.")}
        END IF;
        IF (SELECT COALESCE(pg_catalog.sum(line.amount_minor) FILTER (
                        WHERE account.code = 'training:' || draw.account_code), 0)
                     = draw.amount_minor
               AND COALESCE(pg_catalog.sum(line.amount_minor) FILTER (
                        WHERE account.code = 'committed:' || draw.account_code), 0)
                     = -draw.amount_minor
              FROM public.books_entry AS entry
              JOIN public.books_line AS line ON line.entry_id = entry.id
              JOIN public.books_account AS account ON account.id = line.account_id
             WHERE entry.id = NEW.hold_entry_id
               AND entry.key = 'payout:' || NEW.uid || ':hold') IS NOT TRUE
        THEN
            {refuse("payout_has_its_hold_in_the_books", "The money is not set aside.")}
        END IF;
        RETURN NEW;
    """,
)

MOVE_DRAW = FirmTrigger(
    name="payout_moves_the_draw",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        UPDATE public.payouts_drawrequest SET state = 'released' WHERE id = NEW.draw_id;
        RETURN NULL;
    """,
)

FREEZE = FirmTrigger(
    name="payout_is_frozen_but_its_progress",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(changed(*RELEASED)),
    func=refuse("payout_is_frozen_but_its_progress", "What was released does not change."),
)

PROGRESS = FirmTrigger(
    name="payout_moves_forward_on_evidence",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    declare=[("provider", "bigint"), ("obstacle", "text := ''"), ("resolving", "text")],
    func=f"""
        IF (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({STEPS_SQL}))
           OR NEW.tries < OLD.tries
           OR (OLD.state NOT IN ('held') AND NEW.tries <> OLD.tries)
           OR (OLD.submitted_at IS NOT NULL AND {changed("submitted_at", "batch_uid")})
           OR (OLD.resolving_entry_id IS NOT NULL
               AND {changed("resolving_entry_id", "paid_minor", "settled_at")})
           OR (OLD.completed_at IS NOT NULL AND {changed("completed_at", "proof_id")})
           OR (OLD.return_entry_id IS NOT NULL AND {changed("return_entry_id")})
        THEN
            {refuse("payout_moves_forward_only", "A payout moves forward only.")}
        END IF;
        SELECT provider_id INTO provider FROM public.payouts_drawrequest WHERE id = NEW.draw_id;
        IF NEW.tries > OLD.tries OR (OLD.state = 'held' AND NEW.state = 'submitted') THEN
            PERFORM FROM public.payouts_trainingprovider WHERE id = provider FOR SHARE;
            obstacle := public.payouts_find_obstacle(provider);
        END IF;
        {REFUSE_OBSTACLE}
        SELECT key INTO resolving FROM public.books_entry
         WHERE id = NEW.resolving_entry_id AND resolves_id = NEW.hold_entry_id;
        IF (NEW.state IN ('settled', 'completed', 'returned'))
               <> (resolving IS NOT DISTINCT FROM 'payout:' || NEW.uid || ':settle')
           OR (NEW.state = 'voided')
               <> (resolving IS NOT DISTINCT FROM 'payout:' || NEW.uid || ':void')
           OR (NEW.resolving_entry_id IS NULL) <> (resolving IS NULL)
        THEN
            {refuse("payout_is_resolved_in_the_books", "The books do not say so.")}
        END IF;
        IF (NEW.state = 'returned') <> EXISTS (
            SELECT FROM public.books_entry WHERE id = NEW.return_entry_id
               AND key = 'payout:' || NEW.uid || ':return')
        THEN
            {refuse("payout_is_returned_in_the_books", "The books do not say so.")}
        END IF;
        IF NEW.proof_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM public.payouts_attachment
             WHERE id = NEW.proof_id AND draw_id = NEW.draw_id AND purpose = 'proof')
        THEN
            {refuse("payout_has_its_own_proof", "The proof belongs to another draw.")}
        END IF;
        RETURN NEW;
    """,
)

KEEP = FirmTrigger(
    name="payout_is_never_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=refuse("payout_is_never_deleted", "A payout is voided, never deleted."),
)

PAYOUT_GUARDS = [RELEASE, MOVE_DRAW, FREEZE, PROGRESS, KEEP, refuse_truncate(table="payout")]
