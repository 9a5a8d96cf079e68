"""How amounts are written on pages."""


def write_cents(amount_minor: int) -> str:
    """Return cents as dollars and cents: 192 is `$1.92`, −192 is `−$1.92`."""
    dollars, cents = divmod(abs(amount_minor), 100)
    sign = "−" if amount_minor < 0 else ""
    return f"{sign}${dollars:,}.{cents:02d}"


def write_dollars(dollars: int) -> str:
    """Return whole dollars: 1400 is `$1,400`, −1400 is `−$1,400`."""
    sign = "−" if dollars < 0 else ""
    return f"{sign}${abs(dollars):,}"
