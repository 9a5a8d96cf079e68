"""The mail to finance about what a comparison has found: how many of which kind, no more.

A mail cannot be recalled, and the words of a difference may name an account or a payout.
"""

from collections import Counter

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from impact.reconciliation import queries
from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail

FINDINGS = "reconciliation_findings"


def register_mails() -> None:
    """Tell the outbox who writes this kind."""
    registry.register(FINDINGS, render_findings)


def render_findings(reference: str) -> Mail:
    """Write what a run found new; the reference is the run's number."""
    run = queries.get_run(int(reference))
    found = list(queries.list_found_by(run))
    subject = ngettext(
        "The books and the bank differ: %(count)d new difference",
        "The books and the bank differ: %(count)d new differences",
        len(found),
    ) % {"count": len(found)}
    kinds = Counter(row.kind for row in found)
    context = {
        "subject": subject,
        "rows": [(kind, str(count)) for kind, count in kinds.items()],
        "stops_payouts": any(row.is_blocking for row in found),
        "address": settings.SITE_ADDRESS + reverse("admin:reconciliation_discrepancy_changelist"),
    }
    return Mail(
        to=settings.FINANCE_MAIL,
        subject=subject,
        text=render_to_string("emails/reconciliation_findings.txt", context),
        html=render_to_string("emails/reconciliation_findings.html", context),
    )
