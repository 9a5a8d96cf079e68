"""Why the books refuse, in names and words."""

from django.db import DatabaseError

from nomi.platform.refusals import find_rule

OUT_OF_RANGE = "22003"


class KeyReusedError(Exception):
    """The idempotency key was posted before with other content; nothing was posted."""


class OverdrawnError(Exception):
    """An account would fall below its floor; nothing was posted."""


class UnknownAccountError(Exception):
    """A line names an account that is not there, is closed or has another currency."""


class AlreadyUndoneError(Exception):
    """The entry was reversed, or the hold resolved, before; nothing was posted."""


class UnbalancedEntryError(Exception):
    """The debits and credits of an entry differ, or it has too few lines; nothing was posted."""


class ClosedPeriodError(Exception):
    """The day an entry should take effect on is closed; nothing was posted."""


class FractionalAmountError(Exception):
    """An amount is not a whole number of cents; nothing was posted."""


class AmountTooLargeError(Exception):
    """An amount, or the sum it would lead to, is larger than the books can hold."""


class UnknownCurrencyError(Exception):
    """A currency is not three capital letters; nothing was posted."""


REFUSALS: dict[str, type[Exception]] = {
    "entry_key_names_one_request": KeyReusedError,
    "balance_stays_on_or_above_its_floor": OverdrawnError,
    "line_names_an_open_account": UnknownAccountError,
    "entry_is_whole_and_balanced": UnbalancedEntryError,
    "entry_is_reversed_once": AlreadyUndoneError,
    "entry_is_resolved_once": AlreadyUndoneError,
    "entry_has_2_to_999_lines": UnbalancedEntryError,
    "entry_falls_in_an_open_period": ClosedPeriodError,
}

WORDS: dict[type[Exception], str] = {
    OverdrawnError: "An account does not hold that much. Nothing was posted.",
    AlreadyUndoneError: "That was undone before. Nothing was posted.",
    AmountTooLargeError: "The amount is larger than the books can hold. Nothing was posted.",
}
"""What a person reads where the database's own words would name its tables."""


def find_name(refusal: DatabaseError) -> Exception | None:
    """Return the named error for the constraint that refused, in words; None when it has none."""
    diagnostics = getattr(refusal.__cause__, "diag", None)
    named = REFUSALS.get(find_rule(refusal))
    if getattr(refusal.__cause__, "pgcode", "") == OUT_OF_RANGE:
        named = AmountTooLargeError
    if named is None:
        return None
    said = getattr(diagnostics, "message_primary", None) or str(refusal).strip()
    return named(WORDS.get(named, said))
