"""The day of a gift, by the calendar of the charity's place: a donor's tax year ends there."""

from datetime import date, datetime

from django.conf import settings


def find_day(moment: datetime) -> date:
    """Return the day on which a moment lies where the charity is."""
    return moment.astimezone(settings.GIVING_TIME_ZONE).date()
