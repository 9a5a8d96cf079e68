"""Who asks for money records neither her agreement to the plan nor her word."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

import impact.books.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("payouts", "0006_balance_releases"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="drawconfirmation",
            name="her_word_comes_after_approval",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="drawrequest",
            name="draw_cites_a_line_of_her_plan",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawconfirmation",
            trigger=pgtrigger.compiler.Trigger(
                name="her_word_comes_after_approval",
                sql=impact.books.triggers.FirmTriggerSql(
                    declare="DECLARE draw public.payouts_drawrequest;",
                    func="\n            SELECT * INTO draw FROM public.payouts_drawrequest WHERE id = NEW.draw_id FOR UPDATE;\n            IF NEW.recorded_by = draw.requested_by THEN\n                RAISE EXCEPTION 'Who asked does not take her word.' USING ERRCODE = '23514', CONSTRAINT = 'requester_does_not_record_her_word';\n            END IF;\n            IF draw.state <> 'approved' THEN\n                RAISE EXCEPTION 'The draw does not wait for her word.' USING ERRCODE = '23514', CONSTRAINT = 'draw_waits_for_her_word';\n            END IF;\n            IF NOT EXISTS (SELECT FROM public.payouts_attachment\n                            WHERE id = NEW.evidence_id AND draw_id = NEW.draw_id\n                              AND purpose = 'confirmation') THEN\n                RAISE EXCEPTION 'The evidence belongs to another draw.' USING ERRCODE = '23514', CONSTRAINT = 'her_word_has_its_own_evidence';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="c502b4a850a09ed649d6c3d60d526a571d87d7cb",
                    operation="INSERT",
                    pgid="pgtrigger_her_word_comes_after_approval_099ed",
                    table="payouts_drawconfirmation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="draw_cites_a_line_of_her_plan",
                sql=impact.books.triggers.FirmTriggerSql(
                    declare="DECLARE budget bigint; recorder text; asked bigint;",
                    func="\n        PERFORM FROM public.participants_trainingaccount\n          WHERE code = NEW.account_code FOR UPDATE;\n        SELECT line.budget_minor, agreement.recorded_by INTO budget, recorder\n          FROM public.participants_trainingaccount AS account\n          JOIN public.participants_participant AS participant\n            ON participant.account_id = account.id\n          JOIN public.participants_plan AS plan ON plan.participant_id = participant.id\n          JOIN public.participants_planagreement AS agreement ON agreement.plan_id = plan.id\n          LEFT JOIN public.participants_planline AS line\n            ON line.plan_id = plan.id AND line.words = NEW.plan_line\n         WHERE account.code = NEW.account_code\n         ORDER BY plan.version DESC LIMIT 1;\n        IF budget IS NULL THEN\n            RAISE EXCEPTION 'No line of her plan in force says so.' USING ERRCODE = '23514', CONSTRAINT = 'draw_cites_a_line_of_her_plan';\n        END IF;\n        IF recorder = NEW.requested_by THEN\n            RAISE EXCEPTION 'Who took her yes does not ask.' USING ERRCODE = '23514', CONSTRAINT = 'requester_did_not_record_her_agreement';\n        END IF;\n        SELECT COALESCE(sum(draw.amount_minor), 0) INTO asked\n          FROM public.payouts_drawrequest AS draw\n          LEFT JOIN public.payouts_payout AS payout ON payout.draw_id = draw.id\n         WHERE draw.account_code = NEW.account_code AND draw.plan_line = NEW.plan_line\n           AND draw.state NOT IN ('rejected', 'cancelled')\n           AND COALESCE(payout.state, '') NOT IN ('voided', 'returned');\n        IF asked + NEW.amount_minor > budget THEN\n            RAISE EXCEPTION 'The line of her plan has no such budget left.' USING ERRCODE = '23514', CONSTRAINT = 'plan_line_has_budget_left';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="c0bba9317141dc3755633a10f2bff147459095d4",
                    operation="INSERT",
                    pgid="pgtrigger_draw_cites_a_line_of_her_plan_b6a8d",
                    table="payouts_drawrequest",
                    when="BEFORE",
                ),
            ),
        ),
    ]
