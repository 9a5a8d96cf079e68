"""Which part of the staff pages is whose: the table that the tests of roles read."""

from nomi.staff import roles

AREAS = (
    ("people", r"/admin/auth/user/"),
    ("roles", r"/admin/auth/group/"),
    ("catalogue", r"/admin/(catalogue|shop_search)/"),
    ("stock", r"/admin/partner/"),
    ("costs", r"/admin/costing/"),
    ("orders", r"/admin/order/"),
    ("stripe", r"/admin/stripe_checkout/"),
    ("mails", r"/admin/outbox/"),
    ("accounts", r"/admin/participants/"),
    ("consents", r"/admin/consents/"),
    ("records", r"/admin/vault/record/"),
    ("looks", r"/admin/vault/"),
    ("supply", r"/admin/supply/"),
    ("updates", r"/admin/impact_pages/update/"),
    ("fund", r"/admin/(shares|impact_pages)/"),
    ("payouts", r"/admin/payouts/"),
    ("giving", r"/admin/giving/"),
    ("books", r"/admin/(books|proofs)/"),
    ("bank", r"/admin/banking/"),
    ("comparing", r"/admin/reconciliation/"),
    ("vouchers", r"/admin/voucher/"),
    ("reports", r"/dashboard/reports/"),
    ("returns", r"/admin/returns/"),
    ("counter", r"/admin/counter/"),
    ("cards", r"/admin/giftcards/"),
    ("events", r"/admin/collecting/"),
    ("content", r"/admin/content/"),
    ("reviews", r"/admin/reviews/"),
)
SHOP = (
    "content updates catalogue reviews stock costs orders returns counter cards events stripe mails"
    " people"
    " supply vouchers reports"
)
MONEY = (
    "costs orders returns counter cards stripe mails fund payouts giving books bank comparing"
    " reports"
)
SEES = {
    roles.MANAGER: SHOP,
    roles.FULFILMENT: "orders returns counter events stock mails catalogue",
    roles.FINANCE: MONEY,
    roles.PROGRAMME: "accounts consents records updates supply fund payouts",
    roles.CONTENT: "content updates catalogue reviews supply",
    roles.AUDITOR: f"{SHOP} {MONEY} accounts consents looks roles",
}
"""The areas that each role may look at; everything else is refused."""
PARTLY = {
    (roles.FULFILMENT, "catalogue"): r"/admin/catalogue/product/",
    (roles.FULFILMENT, "stock"): r"/admin/partner/stockrecord/",
}
"""Areas of which a role sees one part."""
