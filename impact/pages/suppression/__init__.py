"""Which figures about women may stand in public together: pure arithmetic, no Django (ADR 0018).

`choosing` decides on tables of counts, and asks `packing` whether they let anybody reckon out few;
`following` decides on medians and sums of money, by what they differ from earlier ones.
"""

SMALLEST_COHORT = 11
"""Figures tell of at least so many accounts, or of none (DOMAIN.md, rule 23)."""
REMEMBERED = 3
"""So many earlier states of whatever is shown are held against the new one."""
