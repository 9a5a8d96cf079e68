"""The sidebar: one list of all staff pages, the same on each of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nomi.platform.screens import name_view_permission

Entry = tuple[str | Promise, str, str, str]
"""Title, icon, name of the address, permission asked for."""
Group = tuple[str | Promise, tuple[Entry, ...]]
"""A heading and what stands below it."""


def lead_to(title: str | Promise, icon: str, screen: str) -> Entry:
    """Return the entry that leads to a screen's list, for those who may see its rows."""
    return (title, icon, f"admin:{screen}_changelist", name_view_permission(screen))


SHOP: tuple[Group, ...] = (
    (
        _("Catalogue"),
        (
            lead_to(_("Products"), "shopping_bag", "catalogue_product"),
            lead_to(_("Categories"), "category", "catalogue_category"),
            lead_to(_("Colours and sizes"), "palette", "catalogue_attributeoption"),
            lead_to(_("Shoppers' words"), "manage_search", "shop_search_synonym"),
            lead_to(_("Stock"), "inventory_2", "partner_stockrecord"),
            lead_to(_("Landed costs"), "payments", "costing_landedcost"),
            lead_to(_("Reviews"), "reviews", "reviews_productreview"),
        ),
    ),
    (
        _("Site"),
        (
            lead_to(_("Pages"), "article", "content_page"),
            lead_to(_("Versions"), "history", "content_pageversion"),
        ),
    ),
    (
        _("Orders"),
        (
            lead_to(_("Orders"), "receipt_long", "order_order"),
            (
                _("New order"),
                "point_of_sale",
                "admin:counter_countersale_add",
                "counter.add_countersale",
            ),
            lead_to(_("Taken by staff"), "storefront", "counter_countersale"),
            lead_to(_("Events to collect at"), "event", "collecting_pickupevent"),
            lead_to(_("Returns"), "undo", "returns_return"),
            lead_to(_("People"), "group", "auth_user"),
            lead_to(_("Roles"), "badge", "auth_group"),
        ),
    ),
    (
        _("Payments"),
        (
            lead_to(_("Payment attempts"), "credit_card", "stripe_checkout_paymentattempt"),
            lead_to(_("Movements"), "swap_horiz", "stripe_checkout_movement"),
            lead_to(_("Refunds"), "undo", "stripe_checkout_refund"),
            lead_to(_("Disputes"), "gavel", "stripe_checkout_dispute"),
            lead_to(_("Gift cards"), "redeem", "giftcards_giftcard"),
            lead_to(_("Stripe events"), "inbox", "stripe_checkout_stripeevent"),
            lead_to(_("To decide"), "task_alt", "stripe_checkout_stafftask"),
            lead_to(_("Alarms"), "notifications", "stripe_checkout_alarm"),
        ),
    ),
    (
        _("Reconciliation"),
        (
            lead_to(_("Differences"), "difference", "reconciliation_discrepancy"),
            lead_to(_("Booked by hand"), "edit_note", "reconciliation_handbooking"),
            lead_to(_("Comparisons"), "balance", "reconciliation_reconciliationrun"),
            lead_to(_("Stripe movements"), "sync_alt", "reconciliation_stripetransaction"),
        ),
    ),
    (_("Outbox"), (lead_to(_("Mails"), "outbox", "outbox_outboxmessage"),)),
)
WOMEN: tuple[Group, ...] = (
    (
        _("Programme"),
        (
            lead_to(_("Case load"), "diversity_3", "participants_participant"),
            lead_to(_("Interviews"), "forum", "participants_interview"),
            lead_to(_("Plans"), "signpost", "participants_plan"),
            lead_to(_("Goals"), "flag", "participants_goalkind"),
            lead_to(_("Disputed lines"), "contact_support", "participants_dispute"),
        ),
    ),
    (
        _("Impact"),
        (
            lead_to(_("Training accounts"), "school", "participants_trainingaccount"),
            lead_to(_("Shares of order lines"), "volunteer_activism", "shares_saleline"),
            lead_to(_("Allocation runs"), "call_split", "shares_allocationrun"),
            lead_to(_("Reserve"), "savings", "shares_reservetopup"),
            lead_to(_("Plan budgets and weights"), "scale", "shares_accountfunding"),
            lead_to(_("Share policies"), "policy", "shares_sharepolicy"),
            lead_to(_("Allocation policies"), "rule", "shares_allocationpolicy"),
            lead_to(_("Batches"), "qr_code_2", "supply_batch"),
        ),
    ),
    (
        _("Impact pages"),
        (
            lead_to(_("Publications"), "bar_chart", "impact_pages_publication"),
            lead_to(_("Goals"), "flag", "impact_pages_strategicgoal"),
            lead_to(_("Updates"), "campaign", "impact_pages_update"),
        ),
    ),
    (
        _("Payouts"),
        (
            lead_to(_("Draws and payments"), "request_quote", "payouts_drawrequest"),
            lead_to(_("Balances to release"), "move_down", "payouts_balancerelease"),
            lead_to(_("Training providers"), "apartment", "payouts_trainingprovider"),
            lead_to(_("Payout rules"), "rule", "payouts_payoutrule"),
        ),
    ),
    (
        _("Her word"),
        (
            lead_to(_("Consents"), "how_to_reg", "consents_consent"),
            lead_to(_("Safety flags"), "flag", "consents_safetyflag"),
            (_("Records"), "lock", "vault:search", "vault.search_sealedfield"),
            lead_to(_("Who looked"), "visibility", "vault_look"),
            lead_to(_("Erased records"), "delete_forever", "vault_erasure"),
        ),
    ),
)
MONEY: tuple[Group, ...] = (
    (
        _("Giving"),
        (
            lead_to(_("Gifts"), "volunteer_activism", "giving_gift"),
            lead_to(_("Monthly gifts"), "event_repeat", "giving_monthlygift"),
            lead_to(_("Gift receipts"), "receipt_long", "giving_giftreceipt"),
            lead_to(_("Gifts gone back"), "undo", "giving_giftrefund"),
            lead_to(_("Spent on their purpose"), "task_alt", "giving_purposerelease"),
            lead_to(_("Year-end statements"), "summarize", "giving_yearstatement"),
        ),
    ),
    (
        _("Books"),
        (
            (_("Trial balance"), "balance", "admin:books_trial_balance", "books.view_account"),
            lead_to(_("Accounts and statements"), "account_balance", "books_account"),
            lead_to(_("Entries"), "menu_book", "books_entry"),
            (_("Log of the books"), "verified", "admin:proofs_status", "proofs.view_checkpoint"),
            lead_to(_("Corrections"), "undo", "books_correction"),
            lead_to(_("Closed periods"), "lock_clock", "books_period"),
            lead_to(_("Halts"), "front_hand", "books_halt"),
            lead_to(_("Exports"), "download", "books_export"),
        ),
    ),
    (
        _("Bank"),
        (
            lead_to(_("Payment files"), "send_money", "banking_paymentfile"),
            lead_to(_("Statements"), "account_balance", "banking_bankstatement"),
            lead_to(_("Bank lines"), "rule", "banking_statementline"),
        ),
    ),
)
GROUPS: tuple[Group, ...] = (
    ("", ((_("Today"), "today", "admin:index", ""),)),
    *SHOP,
    *WOMEN,
    *MONEY,
    (
        _("Coupons"),
        (
            lead_to(_("Coupons"), "confirmation_number", "voucher_voucher"),
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
