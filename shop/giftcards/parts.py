"""What a card pays of a total, and what of a refund goes back onto it. Pure, in cents."""


def split_total(*, total_minor: int, balance_minor: int, minimum_minor: int) -> tuple[int, int]:
    """Return what the card pays of the total, and the rest that money pays.

    A rest below the minimum that can be charged is raised to it, out of the card's part.
    """
    part = min(balance_minor, total_minor)
    if 0 < total_minor - part < minimum_minor:
        part = max(0, total_minor - minimum_minor)
    return part, total_minor - part


def split_refund(*, gross_minor: int, by_payment_left_minor: int) -> tuple[int, int]:
    """Return what goes back by the payment, at most what is left of it, and what onto the card."""
    by_payment = max(0, min(gross_minor, by_payment_left_minor))
    return by_payment, gross_minor - by_payment
