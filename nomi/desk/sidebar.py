"""The sidebar: one list of all staff pages, the same on each of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nomi.desk.sidebar_books import Entry, Group
from nomi.desk.sidebar_giving import CARE_AND_MONEY
from nomi.desk.sidebar_programme import PROGRAMME
from nomi.desk.sidebar_public import PUBLIC_WORDS
from nomi.desk.sidebar_shop import SHOP

GROUPS: tuple[Group, ...] = (
    ("", ((_("Today"), "today", "admin:index", ""),)),
    *SHOP,
    (
        _("Reconciliation"),
        (
            (
                _("Differences"),
                "difference",
                "admin:reconciliation_discrepancy_changelist",
                "reconciliation.view_discrepancy",
            ),
            (
                _("Booked by hand"),
                "edit_note",
                "admin:reconciliation_handbooking_changelist",
                "reconciliation.view_handbooking",
            ),
            (
                _("Comparisons"),
                "balance",
                "admin:reconciliation_reconciliationrun_changelist",
                "reconciliation.view_reconciliationrun",
            ),
            (
                _("Stripe movements"),
                "sync_alt",
                "admin:reconciliation_stripetransaction_changelist",
                "reconciliation.view_stripetransaction",
            ),
        ),
    ),
    (
        _("Outbox"),
        (
            (
                _("Mails"),
                "outbox",
                "admin:outbox_outboxmessage_changelist",
                "outbox.view_outboxmessage",
            ),
        ),
    ),
    *PROGRAMME,
    (
        _("Impact"),
        (
            (
                _("Training accounts"),
                "school",
                "admin:participants_trainingaccount_changelist",
                "participants.view_trainingaccount",
            ),
            (
                _("Shares of order lines"),
                "volunteer_activism",
                "admin:shares_saleline_changelist",
                "shares.view_saleline",
            ),
            (
                _("Allocation runs"),
                "call_split",
                "admin:shares_allocationrun_changelist",
                "shares.view_allocationrun",
            ),
            (
                _("Reserve"),
                "savings",
                "admin:shares_reservetopup_changelist",
                "shares.view_reservetopup",
            ),
            (
                _("Plan budgets and weights"),
                "scale",
                "admin:shares_accountfunding_changelist",
                "shares.view_accountfunding",
            ),
            (
                _("Share policies"),
                "policy",
                "admin:shares_sharepolicy_changelist",
                "shares.view_sharepolicy",
            ),
            (
                _("Allocation policies"),
                "rule",
                "admin:shares_allocationpolicy_changelist",
                "shares.view_allocationpolicy",
            ),
            (_("Batches"), "qr_code_2", "admin:supply_batch_changelist", "supply.view_batch"),
        ),
    ),
    PUBLIC_WORDS,
    (
        _("Payouts"),
        (
            (
                _("Draws and payments"),
                "request_quote",
                "admin:payouts_drawrequest_changelist",
                "payouts.view_drawrequest",
            ),
            (
                _("Balances to release"),
                "move_down",
                "admin:payouts_balancerelease_changelist",
                "payouts.view_balancerelease",
            ),
            (
                _("Training providers"),
                "apartment",
                "admin:payouts_trainingprovider_changelist",
                "payouts.view_trainingprovider",
            ),
            (
                _("Payout rules"),
                "rule",
                "admin:payouts_payoutrule_changelist",
                "payouts.view_payoutrule",
            ),
        ),
    ),
    *CARE_AND_MONEY,
    (
        _("Coupons"),
        (
            (
                _("Coupons"),
                "confirmation_number",
                "admin:voucher_voucher_changelist",
                "voucher.view_voucher",
            ),
            (_("Reports"), "monitoring", "dashboard:reports-index", "order.view_order"),
        ),
    ),
)


def build(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the groups of the sidebar with what this person may open in them.

    The entry with the longest address that leads to the page is the one where the person is.
    """
    groups: list[dict[str, Any]] = [
        {"title": title, "entries": entries}
        for title, named in GROUPS
        if (entries := _list_entries(request, named))
    ]
    every = [entry for group in groups for entry in group["entries"]]
    home = reverse("admin:index")
    above = [
        entry
        for entry in every
        if entry["address"] == request.path
        or (entry["address"] != home and request.path.startswith(entry["address"]))
    ]
    if above:
        max(above, key=lambda entry: len(entry["address"]))["is_here"] = True
    return groups


def _list_entries(request: HttpRequest, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    return [
        {"title": title, "icon": icon, "address": reverse(name)}
        for title, icon, name, permission in entries
        if not permission or request.user.has_perm(permission)
    ]
