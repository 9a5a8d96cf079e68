"""Plans: versions follow one another, and what she agreed to takes nothing in and loses nothing."""

import pgtrigger

from impact.books.triggers import FirmTrigger, refuse

FOLLOW_THE_LAST = FirmTrigger(
    name="plan_follows_its_last_version",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        PERFORM FROM public.participants_participant WHERE id = NEW.participant_id FOR UPDATE;
        IF NEW.version <> 1 + (SELECT COALESCE(max(version), 0) FROM public.participants_plan
                                WHERE participant_id = NEW.participant_id) THEN
            {refuse("plan_follows_its_last_version", "Another version was written meanwhile.")}
        END IF;
        RETURN NEW;
    """,
)


def keep_agreed(part: str) -> FirmTrigger:
    """Return the guard that nothing joins a plan after she agreed to it."""
    return FirmTrigger(
        name=f"{part}_comes_before_her_agreement",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF EXISTS (SELECT FROM public.participants_planagreement
                        WHERE plan_id = NEW.plan_id) THEN
                {refuse("plan_is_whole_when_agreed", "She agreed to the plan as it stood.")}
            END IF;
            RETURN NEW;
        """,
    )


AGREE_TO_THE_LATEST = FirmTrigger(
    name="she_agrees_to_the_latest_version",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("agreed", "public.participants_plan")],
    func=f"""
        SELECT * INTO agreed FROM public.participants_plan WHERE id = NEW.plan_id;
        PERFORM FROM public.participants_participant WHERE id = agreed.participant_id FOR UPDATE;
        IF EXISTS (SELECT FROM public.participants_plan
                    WHERE participant_id = agreed.participant_id AND version > agreed.version) THEN
            {refuse("she_agrees_to_the_latest_version", "A newer version of the plan exists.")}
        END IF;
        IF NOT EXISTS (SELECT FROM public.participants_plangoal WHERE plan_id = NEW.plan_id) THEN
            {refuse("agreed_plan_has_a_goal", "The plan has no goal.")}
        END IF;
        RETURN NEW;
    """,
)

REACH_HER_OWN = FirmTrigger(
    name="milestone_done_is_her_own",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF NOT EXISTS (SELECT FROM public.participants_milestone AS milestone
                         JOIN public.participants_plan AS plan ON plan.id = milestone.plan_id
                        WHERE milestone.key = NEW.key
                          AND plan.participant_id = NEW.participant_id) THEN
            {refuse("milestone_done_is_her_own", "The milestone stands in no plan of hers.")}
        END IF;
        RETURN NEW;
    """,
)
