"""Draws: what is asked for stays as it was, and only facts move it on."""

import pgtrigger

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate

ASKED_FOR = (
    "id",
    "uid",
    "account_code",
    "plan_line",
    "provider_id",
    "amount_minor",
    "foreign_amount_minor",
    "foreign_currency",
    "rate",
    "rate_source",
    "rate_on",
    "reason",
    "requested_by",
    "requested_at",
    "approvals_needed",
)
DRAW = [("draw", "public.payouts_drawrequest")]
LOCK_DRAW = "SELECT * INTO draw FROM public.payouts_drawrequest WHERE id = NEW.draw_id FOR UPDATE;"

BEGIN_DRAW = FirmTrigger(
    name="draw_begins_as_a_request",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("threshold", "bigint")],
    func=f"""
        SELECT second_approver_minor INTO threshold
          FROM public.payouts_payoutrule ORDER BY id DESC LIMIT 1;
        IF NOT FOUND THEN {refuse("payout_rules_are_set", "The payout rules are not set.")} END IF;
        IF NEW.state <> 'requested' THEN
            {refuse("draw_begins_as_a_request", "A draw begins as a request.")}
        END IF;
        NEW.approvals_needed := CASE WHEN NEW.amount_minor > threshold THEN 2 ELSE 1 END;
        IF NOT EXISTS (
            SELECT FROM public.participants_trainingaccount
             WHERE code = NEW.account_code AND status NOT IN ('closed', 'deceased')
        ) THEN
            {refuse("draw_is_for_an_open_training_account", "There is no such open account.")}
        END IF;
        IF NOT EXISTS (
            SELECT FROM public.payouts_trainingprovider
             WHERE id = NEW.provider_id AND status = 'approved'
               AND expires_on >= (pg_catalog.statement_timestamp() AT TIME ZONE 'UTC')::date
        ) THEN
            {refuse("draw_is_for_an_approved_provider", "The provider is not approved.")}
        END IF;
        RETURN NEW;
    """,
)

CITE_PLAN = FirmTrigger(
    name="draw_cites_a_line_of_her_plan",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("budget", "bigint"), ("recorder", "text"), ("asked", "bigint")],
    func=f"""
        PERFORM FROM public.participants_trainingaccount
          WHERE code = NEW.account_code FOR UPDATE;
        SELECT line.budget_minor, agreement.recorded_by INTO budget, recorder
          FROM public.participants_trainingaccount AS account
          JOIN public.participants_participant AS participant
            ON participant.account_id = account.id
          JOIN public.participants_plan AS plan ON plan.participant_id = participant.id
          JOIN public.participants_planagreement AS agreement ON agreement.plan_id = plan.id
          LEFT JOIN public.participants_planline AS line
            ON line.plan_id = plan.id AND line.words = NEW.plan_line
         WHERE account.code = NEW.account_code
         ORDER BY plan.version DESC LIMIT 1;
        IF budget IS NULL THEN
            {refuse("draw_cites_a_line_of_her_plan", "No line of her plan in force says so.")}
        END IF;
        IF recorder = NEW.requested_by THEN
            {refuse("requester_did_not_record_her_agreement", "Who took her yes does not ask.")}
        END IF;
        SELECT COALESCE(sum(draw.amount_minor), 0) INTO asked
          FROM public.payouts_drawrequest AS draw
          LEFT JOIN public.payouts_payout AS payout ON payout.draw_id = draw.id
         WHERE draw.account_code = NEW.account_code AND draw.plan_line = NEW.plan_line
           AND draw.state NOT IN ('rejected', 'cancelled')
           AND COALESCE(payout.state, '') NOT IN ('voided', 'returned');
        IF asked + NEW.amount_minor > budget THEN
            {refuse("plan_line_has_budget_left", "The line of her plan has no such budget left.")}
        END IF;
        RETURN NEW;
    """,
)

FREEZE_DRAW = FirmTrigger(
    name="draw_is_frozen_once_requested",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(changed(*ASKED_FOR)),
    func=refuse("draw_is_frozen_once_requested", "What was asked for does not change."),
)

MOVE_BY_FACTS = FirmTrigger(
    name="draw_moves_by_facts_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("pg_catalog.pg_trigger_depth() = 0 AND " + changed("state")),
    func=refuse("draw_moves_by_facts_only", "A draw is moved by its facts alone."),
)

KEEP_DRAW = FirmTrigger(
    name="draw_is_never_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=refuse("draw_is_never_deleted", "A draw is cancelled, never deleted."),
)

DRAW_GUARDS = [
    BEGIN_DRAW,
    CITE_PLAN,
    FREEZE_DRAW,
    MOVE_BY_FACTS,
    KEEP_DRAW,
    refuse_truncate(table="draw"),
]

APPROVAL_GUARDS = [
    FirmTrigger(
        name="approval_is_by_another",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=DRAW,
        func=f"""
            {LOCK_DRAW}
            IF NEW.approved_by = draw.requested_by THEN
                {refuse("approver_is_not_the_requester", "Whoever asked does not approve.")}
            END IF;
            IF EXISTS (SELECT FROM public.payouts_drawapproval
                        WHERE draw_id = NEW.draw_id AND approved_by = NEW.approved_by) THEN
                {refuse("draw_is_approved_once_by_each", "One person approves once.")}
            END IF;
            IF draw.state <> 'requested' THEN
                {refuse("draw_waits_for_approval", "The draw does not wait for approval.")}
            END IF;
            RETURN NEW;
        """,
    ),
    FirmTrigger(
        name="enough_approvals_move_the_draw",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func="""
            UPDATE public.payouts_drawrequest AS draw SET state = 'approved'
             WHERE draw.id = NEW.draw_id
               AND (SELECT count(*) FROM public.payouts_drawapproval
                     WHERE draw_id = NEW.draw_id) >= draw.approvals_needed;
            RETURN NULL;
        """,
    ),
]

CONFIRMATION_GUARDS = [
    FirmTrigger(
        name="her_word_comes_after_approval",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=DRAW,
        func=f"""
            {LOCK_DRAW}
            IF NEW.recorded_by = draw.requested_by THEN
                {refuse("requester_does_not_record_her_word", "Who asked does not take her word.")}
            END IF;
            IF draw.state <> 'approved' THEN
                {refuse("draw_waits_for_her_word", "The draw does not wait for her word.")}
            END IF;
            IF NOT EXISTS (SELECT FROM public.payouts_attachment
                            WHERE id = NEW.evidence_id AND draw_id = NEW.draw_id
                              AND purpose = 'confirmation') THEN
                {refuse("her_word_has_its_own_evidence", "The evidence belongs to another draw.")}
            END IF;
            RETURN NEW;
        """,
    ),
    FirmTrigger(
        name="her_word_moves_the_draw",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func="""
            UPDATE public.payouts_drawrequest SET state = 'confirmed' WHERE id = NEW.draw_id;
            RETURN NULL;
        """,
    ),
]

CLOSING_GUARDS = [
    FirmTrigger(
        name="only_open_draws_are_closed",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=DRAW,
        func=f"""
            {LOCK_DRAW}
            IF draw.state NOT IN ('requested', 'approved', 'confirmed') THEN
                {refuse("only_open_draws_are_closed", "The draw is released or closed.")}
            END IF;
            RETURN NEW;
        """,
    ),
    FirmTrigger(
        name="closing_moves_the_draw",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func="""
            UPDATE public.payouts_drawrequest SET state = NEW.kind WHERE id = NEW.draw_id;
            RETURN NULL;
        """,
    ),
]
