"""Balances that go back to the fund: proposed by one, agreed to by two others, whole and once.

What stands in the way is asked of `payouts_find_release_obstacle` (in the migrations) at the
proposal, at each approval and when the money moves: it locks the account, so that no draw, change
of status, dispute or safety flag comes in between.
"""

import pgtrigger

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate

PROPOSED = ("id", "uid", "account_id", "reason", "proposed_by", "proposed_at")
FIND_OBSTACLE = """
obstacle := public.payouts_find_release_obstacle({0}.account_id, {0}.proposed_at);
IF obstacle <> '' THEN
    RAISE EXCEPTION 'No balance goes back: %.', pg_catalog.replace(obstacle, '_', ' ')
        USING ERRCODE = '23514', CONSTRAINT = obstacle;
END IF;
"""

RELEASE_GUARDS = [
    FirmTrigger(
        name="balance_release_begins_as_a_proposal",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("obstacle", "text")],
        func=f"""
            IF NEW.state <> 'proposed' THEN
                {refuse("balance_release_begins_as_a_proposal", "It begins as a proposal.")}
            END IF;
            {FIND_OBSTACLE.format("NEW")}
            RETURN NEW;
        """,
    ),
    FirmTrigger(
        name="balance_release_is_decided_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f"(OLD.state <> 'proposed' OR {changed(*PROPOSED)})"),
        func=refuse("balance_release_is_decided_once", "It was decided before."),
    ),
    FirmTrigger(
        name="balance_release_follows_the_rules",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("(NEW.state = 'released')"),
        declare=[("obstacle", "text"), ("hers", "text")],
        func=f"""
            IF (SELECT count(DISTINCT approved_by) FROM public.payouts_balanceapproval
                 WHERE release_id = NEW.id AND approved_by <> NEW.proposed_by) < 2 THEN
                {refuse("balance_is_released_by_two_others", "Two other people must agree.")}
            END IF;
            {FIND_OBSTACLE.format("NEW")}
            SELECT account.code INTO hers FROM public.participants_trainingaccount AS account
             WHERE account.id = NEW.account_id;
            IF (SELECT COALESCE(pg_catalog.sum(line.amount_minor) FILTER (
                            WHERE account.code = 'training:' || hers), 0) = NEW.amount_minor
                   AND COALESCE(pg_catalog.sum(line.amount_minor) FILTER (
                            WHERE account.code = 'fund:training:available'), 0) = -NEW.amount_minor
                   AND COALESCE(pg_catalog.bool_and(line.balance_after_minor = 0) FILTER (
                            WHERE account.code = 'training:' || hers), false)
                  FROM public.books_entry AS entry
                  JOIN public.books_line AS line ON line.entry_id = entry.id
                  JOIN public.books_account AS account ON account.id = line.account_id
                 WHERE entry.id = NEW.entry_id
                   AND entry.key = 'balance-release:' || NEW.uid) IS NOT TRUE
            THEN
                {refuse("whole_balance_moves_in_the_books", "The books do not say so.")}
            END IF;
            RETURN NEW;
        """,
    ),
    FirmTrigger(
        name="balance_release_is_never_deleted",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=refuse("balance_release_is_never_deleted", "A proposal is closed, never deleted."),
    ),
    refuse_truncate(table="balance_release"),
]

APPROVAL_GUARDS = [
    FirmTrigger(
        name="balance_approval_is_by_another",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("release", "public.payouts_balancerelease"), ("obstacle", "text")],
        func=f"""
            SELECT * INTO release FROM public.payouts_balancerelease
             WHERE id = NEW.release_id FOR UPDATE;
            IF release.state <> 'proposed' THEN
                {refuse("balance_release_is_decided_once", "It was decided before.")}
            END IF;
            IF NEW.approved_by = release.proposed_by THEN
                {refuse("balance_approver_is_not_the_proposer", "Who proposed does not approve.")}
            END IF;
            {FIND_OBSTACLE.format("release")}
            RETURN NEW;
        """,
    ),
]
