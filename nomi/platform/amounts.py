"""How amounts of money are written."""


def format_minor(amount_minor: int | None, currency: str = "USD") -> str:
    """Return cents as people read them, `$1,234.50`; a dash for an amount nobody knows."""
    if amount_minor is None:
        return "–"
    whole, cents = divmod(abs(amount_minor), 100)
    sign = "−" if amount_minor < 0 else ""
    unit = "$" if currency == "USD" else f"{currency} "
    return f"{sign}{unit}{whole:,}.{cents:02}"
