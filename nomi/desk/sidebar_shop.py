"""The sidebar's entries of the shop: goods, pages, orders and payments."""

from django.utils.translation import gettext_lazy as _

from nomi.desk.sidebar_books import Group

SHOP: tuple[Group, ...] = (
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
                _("Colours and sizes"),
                "palette",
                "admin:catalogue_attributeoption_changelist",
                "catalogue.view_attributeoption",
            ),
            (
                _("Shoppers' words"),
                "manage_search",
                "admin:shop_search_synonym_changelist",
                "shop_search.view_synonym",
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
)
