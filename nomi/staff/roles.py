"""Who may do what: six roles, each a group that holds these permissions and no other.

The groups are made after each `migrate`, because Django makes a model's permissions only then: a
migration that gave them out would find none on a new database. Made again they are what stands
here, whatever was clicked in between; other groups are left alone.
"""

from collections.abc import Iterator

MANAGER = "Shop manager"
FULFILMENT = "Fulfilment"
FINANCE = "Finance"
PROGRAMME = "Programme"
CONTENT = "Content"
AUDITOR = "Auditor"

SEE = ("view",)
EDIT = ("view", "add", "change")
KEEP = ("view", "add", "change", "delete")

PARTS = ("catalogue.productimage", "catalogue.productcategory", "catalogue.productattributevalue")
CATALOGUE = ("catalogue.product", "catalogue.category", *PARTS)
CHOICES = ("catalogue.attributeoption",)
WORDS = ("shop_search.synonym",)
ORDERS = (
    "order.order",
    "order.line",
    "order.orderdiscount",
    "presents.present",
    "fulfilment.shipment",
    "fulfilment.cancellation",
)
RETURNS = ("returns.return", "returns.returnline")
COUNTER = ("counter.countersale",)
CARDS = ("giftcards.giftcard", "giftcards.cardmovement", "giftcards.cardpayment")
EVENTS = ("collecting.pickupevent",)
REVIEWS = ("reviews.productreview",)
STRIPE = (
    "stripe_checkout.paymentattempt",
    "stripe_checkout.movement",
    "stripe_checkout.refund",
    "stripe_checkout.refundline",
    "stripe_checkout.dispute",
    "stripe_checkout.stripeevent",
    "stripe_checkout.stafftask",
    "stripe_checkout.alarm",
)
OFFERS = ("voucher.voucher",)
FUND = (
    "shares.saleline",
    "shares.sharereversal",
    "shares.allocationrun",
    "shares.maturityrun",
    "shares.reservetarget",
    "shares.reservetopup",
    "shares.reservealert",
    "shares.accountfunding",
    "shares.sharepolicy",
    "shares.allocationpolicy",
    "impact_pages.fundbatch",
    "impact_pages.publication",
    "impact_pages.strategicgoal",
    "impact_pages.goalversion",
)
UPDATES = ("impact_pages.update",)
GIVING = (
    "giving.gift",
    "giving.monthlygift",
    "giving.giftreceipt",
    "giving.giftrefund",
    "giving.purposerelease",
    "giving.yearstatement",
)
PAYOUTS = (
    "payouts.drawrequest",
    "payouts.payout",
    "payouts.fact",
    "payouts.balancerelease",
    "payouts.balanceapproval",
    "payouts.trainingprovider",
    "payouts.payoutrule",
)
BOOKS = (
    "books.account",
    "books.entry",
    "books.correction",
    "books.period",
    "books.halt",
    "books.export",
    "proofs.checkpoint",
    "proofs.cosignature",
    "proofs.logkey",
    "proofs.verification",
)
BANK = (
    "banking.paymentfile",
    "banking.filedownload",
    "banking.bankstatement",
    "banking.statementline",
    "banking.linematch",
)
COMPARING = (
    "reconciliation.discrepancy",
    "reconciliation.handbooking",
    "reconciliation.stripetransaction",
    "reconciliation.reconciliationrun",
)
PAGES = ("content.page", "content.pageversion")
HER_WORD = ("consents.consent", "consents.safetyflag")
VAULT_LOG = ("vault.look", "vault.erasure")
SUPPLY = ("supply.partnerenterprise", "supply.batch")
PROGRAMME_PARTS = (
    "participants.trainingaccount",
    "participants.statuschange",
    "participants.participant",
    "participants.step",
    "participants.interview",
    "participants.plan",
    "participants.plangoal",
    "participants.planline",
    "participants.milestone",
    "participants.planagreement",
    "participants.goalkind",
    "participants.dispute",
)


def give(actions: tuple[str, ...], *models: str) -> Iterator[str]:
    """Return the permissions to do these things with each of the models."""
    for model in models:
        app, name = model.split(".")
        yield from (f"{app}.{action}_{name}" for action in actions)


ROLES: dict[str, frozenset[str]] = {
    MANAGER: frozenset(
        {
            *give(EDIT, *CATALOGUE, "partner.stockrecord", "partner.partner", "costing.landedcost"),
            *give(EDIT, *OFFERS),
            *give(SEE, *ORDERS, *RETURNS, *STRIPE, *SUPPLY, "auth.user", "outbox.outboxmessage"),
            *give(KEEP, *PARTS, *CHOICES, *WORDS),
            *give(("view", "change"), *REVIEWS),
            *give(("view", "add"), *COUNTER),
            *give(EDIT, *EVENTS),
            *give(SEE, "collecting.pickup"),
            *give(EDIT, *PAGES),
            *give(SEE, *CARDS),
            "giftcards.change_giftcard",
            "order.change_order",
            "returns.change_return",
            "outbox.change_outboxmessage",
            "analytics.view_userrecord",
            *give(SEE, *UPDATES),
            "impact_pages.publish_update",
        }
    ),
    FULFILMENT: frozenset(
        {
            *give(SEE, *ORDERS, *RETURNS, "catalogue.product", "outbox.outboxmessage"),
            *give(("view", "change"), "partner.stockrecord"),
            *give(("view", "add"), *COUNTER),
            *give(EDIT, *EVENTS),
            *give(SEE, "collecting.pickup"),
            "order.change_order",
            "returns.change_return",
        }
    ),
    FINANCE: frozenset(
        {
            *give(SEE, *ORDERS, *RETURNS, *STRIPE, *FUND, *PAYOUTS, *BOOKS, *BANK, *COMPARING),
            *give(SEE, "costing.landedcost", "outbox.outboxmessage", "payouts.bankdetails"),
            *give(SEE, *COUNTER, *CARDS, *GIVING),
            "giving.change_gift",
            "giving.refund_gift",
            "giving.add_yearstatement",
            *give(("add", "change"), "books.correction", "shares.reservetopup"),
            "stripe_checkout.add_refund",
            "stripe_checkout.change_stafftask",
            "stripe_checkout.change_alarm",
            "outbox.change_outboxmessage",
            "shares.approve_reservetopup",
            "shares.confirm_allocationrun",
            "impact_pages.approve_publication",
            "payouts.approve_drawrequest",
            "payouts.approve_balancerelease",
            "payouts.release_drawrequest",
            "payouts.approve_trainingprovider",
            "payouts.approve_bankdetails",
            "payouts.view_attachment",
            "books.add_period",
            "books.change_halt",
            "books.take_export",
            "banking.make_paymentfile",
            "banking.download_paymentfile",
            "banking.refuse_paymentfile",
            "banking.import_bankstatement",
            "banking.explain_statementline",
            "reconciliation.own_discrepancy",
            "reconciliation.resolve_discrepancy",
            "reconciliation.propose_handbooking",
            "reconciliation.approve_handbooking",
            "reconciliation.start_reconciliationrun",
            "analytics.view_userrecord",
        }
    ),
    PROGRAMME: frozenset(
        {
            *give(SEE, *PROGRAMME_PARTS, *PAYOUTS, *FUND, *SUPPLY),
            *give(("add", "change"), "participants.participant", "participants.goalkind"),
            *give(("change",), "participants.interview", "participants.plan"),
            "participants.import_interview",
            "participants.answer_dispute",
            "participants.view_casenote",
            *give(EDIT, *HER_WORD),
            *give(("reveal", "search", "write", "erase"), "vault.sealedfield"),
            *give(("add", "change"), "shares.accountfunding", "payouts.trainingprovider"),
            *give(("add", "change"), "impact_pages.strategicgoal"),
            *give(EDIT, *UPDATES),
            "impact_pages.add_publication",
            "impact_pages.review_publication",
            "impact_pages.publish_update",
            "payouts.add_drawrequest",
            "payouts.add_balancerelease",
            "payouts.confirm_drawrequest",
            "payouts.view_attachment",
            "payouts.open_confirmation",
            "payouts.add_bankdetails",
        }
    ),
    CONTENT: frozenset(
        {
            *give(("view", "change"), *CATALOGUE, *SUPPLY, *REVIEWS),
            *give(("add", "delete"), *PARTS),
            *give(SEE, *CHOICES),
            *give(KEEP, *WORDS),
            *give(EDIT, *PAGES, *UPDATES),
        }
    ),
    AUDITOR: frozenset(
        {
            *give(
                SEE,
                *CATALOGUE,
                *CHOICES,
                *WORDS,
                *ORDERS,
                *RETURNS,
                *STRIPE,
                *OFFERS,
                *FUND,
                *PAYOUTS,
            ),
            *give(
                SEE, *BOOKS, *BANK, *COMPARING, *SUPPLY, "partner.stockrecord", "partner.partner"
            ),
            *give(SEE, "costing.landedcost", *PROGRAMME_PARTS, "auth.user"),
            *give(SEE, *EVENTS, "collecting.pickup"),
            *give(SEE, "auth.group", *COUNTER, *PAGES, *REVIEWS, *HER_WORD, *VAULT_LOG),
            *give(SEE, *UPDATES),
            *give(SEE, *GIVING),
            *give(SEE, "outbox.outboxmessage", "analytics.userrecord", *CARDS),
        }
    ),
}
"""Nobody but a superuser gives roles, decides on policies or downloads a payment file twice.

The auditor sees training accounts by their codes and who looked behind one; no identity, no paper
with a woman's word, no bank details. Behind a code only the programme's staff look.
"""
