"""Writing participants, by topic; the account's own services stand here for other rooms."""

from impact.participants.services.accounts import (
    change_status,
    check_return,
    draw_code,
    enrol,
    open_training_account,
    replace_pseudonym,
)

__all__ = [
    "change_status",
    "check_return",
    "draw_code",
    "enrol",
    "open_training_account",
    "replace_pseudonym",
]
