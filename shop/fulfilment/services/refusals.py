"""Why something cannot be sent or taken out."""


class ParcelRefused(Exception):  # noqa: N818 - says what happened
    """The order's state, or the pieces that are left, do not allow it. Words for staff."""
