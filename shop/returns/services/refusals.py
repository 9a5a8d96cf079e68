"""Why a return cannot go on."""


class ReturnRefused(Exception):  # noqa: N818 - says what happened
    """The pieces, the days or the return's state do not allow it. Words for a person."""
