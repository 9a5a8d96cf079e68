"""The sidebar: one list of all staff pages, the same on each of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nomi.desk.sidebar_books import Entry, Group
from nomi.desk.sidebar_giving import CARE_AND_MONEY
from nomi.desk.sidebar_programme import PROGRAMME
from nomi.desk.sidebar_public import PUBLIC_WORDS

GROUPS: tuple[Group, ...] = (
    ("", ((_("Today"), "today", "admin:index", ""),)),
    (
        _("Catalogue"),
        (
            (
                _("Products"),
                "shopping_bag",
                "admin:catalogue_product_changelist",
                "catalogue.view_product",
            ),
            (
                _("Categories"),
                "category",
                "admin:catalogue_category_changelist",
                "catalogue.view_category",
            ),
            (
                _("Stock"),
                "inventory_2",
                "admin:partner_stockrecord_changelist",
                "partner.view_stockrecord",
            ),
            (
                _("Landed costs"),
                "payments",
                "admin:costing_landedcost_changelist",
                "costing.view_landedcost",
            ),
            (
                _("Reviews"),
                "reviews",
                "admin:reviews_productreview_changelist",
                "reviews.view_productreview",
            ),
        ),
    ),
    (
        _("Site"),
        (
            (_("Pages"), "article", "admin:content_page_changelist", "content.view_page"),
            (
                _("Versions"),
                "history",
                "admin:content_pageversion_changelist",
                "content.view_pageversion",
            ),
        ),
    ),
    (
        _("Orders"),
        (
            (_("Orders"), "receipt_long", "admin:order_order_changelist", "order.view_order"),
            (
                _("New order"),
                "point_of_sale",
                "admin:counter_countersale_add",
                "counter.add_countersale",
            ),
            (
                _("Taken by staff"),
                "storefront",
                "admin:counter_countersale_changelist",
                "counter.view_countersale",
            ),
            (
                _("Events to collect at"),
                "event",
                "admin:collecting_pickupevent_changelist",
                "collecting.view_pickupevent",
            ),
            (_("Returns"), "undo", "admin:returns_return_changelist", "returns.view_return"),
            (_("People"), "group", "admin:auth_user_changelist", "auth.view_user"),
            (_("Roles"), "badge", "admin:auth_group_changelist", "auth.view_group"),
        ),
    ),
    (
        _("Payments"),
        (
            (
                _("Payment attempts"),
                "credit_card",
                "admin:stripe_checkout_paymentattempt_changelist",
                "stripe_checkout.view_paymentattempt",
            ),
            (
                _("Movements"),
                "swap_horiz",
                "admin:stripe_checkout_movement_changelist",
                "stripe_checkout.view_movement",
            ),
            (
                _("Refunds"),
                "undo",
                "admin:stripe_checkout_refund_changelist",
                "stripe_checkout.view_refund",
            ),
            (
                _("Disputes"),
                "gavel",
                "admin:stripe_checkout_dispute_changelist",
                "stripe_checkout.view_dispute",
            ),
            (
                _("Gift cards"),
                "redeem",
                "admin:giftcards_giftcard_changelist",
                "giftcards.view_giftcard",
            ),
            (
                _("Stripe events"),
                "inbox",
                "admin:stripe_checkout_stripeevent_changelist",
                "stripe_checkout.view_stripeevent",
            ),
            (
                _("To decide"),
                "task_alt",
                "admin:stripe_checkout_stafftask_changelist",
                "stripe_checkout.view_stafftask",
            ),
            (
                _("Alarms"),
                "notifications",
                "admin:stripe_checkout_alarm_changelist",
                "stripe_checkout.view_alarm",
            ),
        ),
    ),
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
        _("Vouchers"),
        (
            (
                _("Vouchers"),
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
