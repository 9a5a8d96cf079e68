"""How a guard refuses what `payouts_find_obstacle` has named.

That function (in the migrations) says why no money may go to a provider at this moment: it returns
the name of the rule that stands in the way, or an empty text. It is asked when a draw is released,
when a payout is taken to be sent, and when it is marked sent.
"""

REFUSE_OBSTACLE = """
IF obstacle <> '' THEN
    RAISE EXCEPTION 'No money may leave: %.', pg_catalog.replace(obstacle, '_', ' ')
        USING ERRCODE = '23514', CONSTRAINT = obstacle;
END IF;
"""
