"""A gift, what went back of it, a monthly gift and a year's statement."""

from datetime import datetime, timedelta
from uuid import uuid4

from impact.giving.services.placing import Wish, place_monthly_gift
from impact.giving.services.refunding import request_refund
from impact.giving.services.statements import send_statement
from tests.impact.giving.builders import ADA, receive_here


def make_giving(*, now: datetime) -> None:
    """Make a row of each kind that giving keeps, but for what was spent on its purpose."""
    gift = receive_here(now=now - timedelta(days=400), purpose="school")
    request_refund(
        gift_id=gift.pk, amount_minor=500, reason="Given twice.", actor="staff:1", now=now
    )
    place_monthly_gift(donor=ADA, wish=Wish(amount_minor=2_500), form_key=uuid4(), now=now)
    send_statement(donor_email=ADA.email, year=gift.given_on.year, actor="staff:1", now=now)
