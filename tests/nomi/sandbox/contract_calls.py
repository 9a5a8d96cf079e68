"""Every call that the stand-in serves, with Stripe's own types of its parameters and answer."""

from typing import Any

import stripe
from stripe import params
from stripe._stripe_object import StripeObject

SERVED: dict[str, type[StripeObject]] = {
    "account": stripe.Account,
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "billing_portal.session": stripe.billing_portal.Session,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "item": stripe.LineItem,
    "line_item": stripe.InvoiceLineItem,
    "payment_intent": stripe.PaymentIntent,
    "payout": stripe.Payout,
    "plan": stripe.Plan,
    "price": stripe.Price,
    "radar.early_fraud_warning": stripe.radar.EarlyFraudWarning,
    "refund": stripe.Refund,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "transfer": stripe.Transfer,
    "transfer_reversal": stripe.TransferReversal,
    "webhook_endpoint": stripe.WebhookEndpoint,
}
SESSIONS = "/v1/checkout/sessions"
ENDPOINTS = "/v1/webhook_endpoints"
TRANSFERS = "/v1/transfers"
SUBSCRIPTIONS = "/v1/subscriptions"
WARNINGS, WARNING = "/v1/radar/early_fraud_warnings", "radar.early_fraud_warning"
CALLS: dict[tuple[str, str], tuple[Any, str]] = {
    ("POST", SESSIONS): (params.checkout.SessionCreateParams, "checkout.session"),
    ("GET", SESSIONS): (params.checkout.SessionListParams, "list"),
    ("GET", f"{SESSIONS}/{{id}}"): (params.checkout.SessionRetrieveParams, "checkout.session"),
    ("POST", f"{SESSIONS}/{{id}}/expire"): (
        params.checkout.SessionExpireParams,
        "checkout.session",
    ),
    ("GET", f"{SESSIONS}/{{id}}/line_items"): (params.checkout.SessionListLineItemsParams, "list"),
    ("GET", f"{SUBSCRIPTIONS}/{{id}}"): (params.SubscriptionRetrieveParams, "subscription"),
    ("POST", f"{SUBSCRIPTIONS}/{{id}}"): (params.SubscriptionUpdateParams, "subscription"),
    ("DELETE", f"{SUBSCRIPTIONS}/{{id}}"): (params.SubscriptionCancelParams, "subscription"),
    ("GET", "/v1/invoices"): (params.InvoiceListParams, "list"),
    ("GET", "/v1/invoices/{id}"): (params.InvoiceRetrieveParams, "invoice"),
    ("POST", "/v1/invoices/{id}/pay"): (params.InvoicePayParams, "invoice"),
    ("POST", "/v1/billing_portal/sessions"): (
        params.billing_portal.SessionCreateParams,
        "billing_portal.session",
    ),
    ("GET", "/v1/payment_intents"): (params.PaymentIntentListParams, "list"),
    ("GET", "/v1/payment_intents/{id}"): (params.PaymentIntentRetrieveParams, "payment_intent"),
    ("GET", "/v1/charges"): (params.ChargeListParams, "list"),
    ("GET", "/v1/charges/{id}"): (params.ChargeRetrieveParams, "charge"),
    ("POST", "/v1/refunds"): (params.RefundCreateParams, "refund"),
    ("GET", "/v1/refunds"): (params.RefundListParams, "list"),
    ("GET", "/v1/refunds/{id}"): (params.RefundRetrieveParams, "refund"),
    ("POST", "/v1/accounts"): (params.AccountCreateParams, "account"),
    ("GET", "/v1/accounts"): (params.AccountListParams, "list"),
    ("GET", "/v1/accounts/{id}"): (params.AccountRetrieveParams, "account"),
    ("POST", TRANSFERS): (params.TransferCreateParams, "transfer"),
    ("GET", TRANSFERS): (params.TransferListParams, "list"),
    ("GET", f"{TRANSFERS}/{{id}}"): (params.TransferRetrieveParams, "transfer"),
    ("POST", f"{TRANSFERS}/{{id}}"): (params.TransferUpdateParams, "transfer"),
    ("POST", f"{TRANSFERS}/{{id}}/reversals"): (
        params.TransferReversalCreateParams,
        "transfer_reversal",
    ),
    ("GET", f"{TRANSFERS}/{{id}}/reversals"): (params.TransferReversalListParams, "list"),
    ("GET", f"{TRANSFERS}/{{id}}/reversals/{{id}}"): (
        params.TransferReversalRetrieveParams,
        "transfer_reversal",
    ),
    ("GET", "/v1/disputes"): (params.DisputeListParams, "list"),
    ("GET", "/v1/disputes/{id}"): (params.DisputeRetrieveParams, "dispute"),
    ("GET", WARNINGS): (params.radar.EarlyFraudWarningListParams, "list"),
    ("GET", f"{WARNINGS}/{{id}}"): (params.radar.EarlyFraudWarningRetrieveParams, WARNING),
    ("POST", "/v1/payouts"): (params.PayoutCreateParams, "payout"),
    ("GET", "/v1/payouts"): (params.PayoutListParams, "list"),
    ("GET", "/v1/payouts/{id}"): (params.PayoutRetrieveParams, "payout"),
    ("GET", "/v1/balance_transactions"): (params.BalanceTransactionListParams, "list"),
    ("GET", "/v1/balance_transactions/{id}"): (
        params.BalanceTransactionRetrieveParams,
        "balance_transaction",
    ),
    ("GET", "/v1/balance"): (params.BalanceRetrieveParams, "balance"),
    ("GET", "/v1/events"): (params.EventListParams, "list"),
    ("GET", "/v1/events/{id}"): (params.EventRetrieveParams, "event"),
    ("POST", ENDPOINTS): (params.WebhookEndpointCreateParams, "webhook_endpoint"),
    ("GET", ENDPOINTS): (params.WebhookEndpointListParams, "list"),
    ("GET", f"{ENDPOINTS}/{{id}}"): (params.WebhookEndpointRetrieveParams, "webhook_endpoint"),
    ("POST", f"{ENDPOINTS}/{{id}}"): (params.WebhookEndpointUpdateParams, "webhook_endpoint"),
    ("DELETE", f"{ENDPOINTS}/{{id}}"): (params.WebhookEndpointDeleteParams, "deleted"),
}
