"""Quarters of the calendar year in UTC, each by its first day."""

from datetime import UTC, date, datetime, timedelta

MONTHS = 3


def find_quarter(day: date) -> date:
    """Return the first day of the quarter in which a day lies."""
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def add_quarters(quarter_on: date, count: int) -> date:
    """Return the first day of the quarter that begins so many quarters later."""
    months = quarter_on.year * 12 + quarter_on.month - 1 + count * MONTHS
    return date(months // 12, months % 12 + 1, 1)


def find_end(quarter_on: date) -> datetime:
    """Return the moment at which the quarter is over."""
    day = add_quarters(quarter_on, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def find_last_day(quarter_on: date) -> date:
    """Return the last day of the quarter."""
    return add_quarters(quarter_on, 1) - timedelta(days=1)


def find_due_quarter(now: datetime) -> date:
    """Return the last quarter that may be published: one full quarter lies between (rule 24)."""
    return add_quarters(find_quarter(now.astimezone(UTC).date()), -2)


def name_quarter(day: date) -> str:
    """Return the quarter in which a day lies as it is written: `2026 Q1`."""
    return f"{day.year} Q{(day.month - 1) // MONTHS + 1}"
