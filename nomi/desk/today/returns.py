"""Returns on the Today page: which to decide, and which to look at."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nomi.desk.today.panels import Panel, Row, build_panel
from nomi.platform.screens import find_address
from shop.returns.models import Return
from shop.returns.queries import find_returns


def describe_return(made: Return) -> Row:
    """Return the order with the buyer's reason and the day."""
    day = timezone.localdate(made.requested_at)
    detail = f"{made.get_reason_display()} · {day:%d %b}"
    return Row(title=made.order.number, detail=detail, address=find_address(made))


def build_return_panels() -> list[Panel]:
    """Return what waits among the returns."""
    return [
        build_panel(
            title=title,
            rows=find_returns(state),
            describe=describe_return,
            screen="returns_return",
            query=f"?state__exact={state}",
        )
        for title, state in (
            (_("Returns to decide"), Return.State.REQUESTED),
            (_("Returns to inspect and refund"), Return.State.RECEIVED),
        )
    ]
