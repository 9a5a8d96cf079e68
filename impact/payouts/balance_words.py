"""What keeps a balance from going back to the fund, by the rule's name, in words to act on."""

from django.utils.translation import gettext_lazy as _

BALANCE_WORDS = {
    "balance_is_of_somebody_who_left": _(
        "She is in the programme: her balance stays where it is. Close this proposal."
    ),
    "balance_is_held_24_months": _(
        "Her balance is held for 24 months after she left. They were not over when this was"
        " proposed."
    ),
    "balance_has_no_open_draw": _(
        "A draw or a payment of this account is open. Finish or close it first."
    ),
    "balance_has_no_open_dispute": _(
        "A line of her statement is disputed. Answer the dispute first."
    ),
    "balance_has_no_open_safety_flag": _("A safety flag of hers is open. Close it first."),
    "balance_is_proposed_once_at_a_time": _("This balance is proposed already."),
    "balance_release_is_decided_once": _("This was decided already."),
    "balance_approver_is_not_the_proposer": _("Whoever proposed it cannot agree to it."),
    "balance_release_is_approved_once_by_each": _(
        "You have agreed already. It takes another person."
    ),
    "balance_is_released_by_two_others": _("Two people who did not propose it must agree."),
    "whole_balance_moves_in_the_books": _("Her balance changed meanwhile. Look again."),
}
