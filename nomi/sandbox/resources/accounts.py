"""Connect accounts: those who are paid by transfer, as far as a platform needs them."""

from nomi.sandbox.errors import Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page, wrap
from nomi.sandbox.params import (
    CREATED,
    METADATA,
    PAGING,
    Params,
    read_boolean,
    read_choice,
    read_email,
    read_metadata,
    read_text,
)
from nomi.sandbox.resources.account_shapes import (
    BUSINESS_PROFILE,
    REQUIREMENTS,
    TOS_ACCEPTANCE,
    make_settings,
)
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/accounts"
KIND = "account"
TYPES = ("custom", "express", "standard")
BUSINESS_TYPES = ("company", "government_entity", "individual", "non_profit")
AGREEMENTS = ("full", "recipient")
HOME = "US"
"""Where the platform is; an account elsewhere can only receive, across the border."""
CROSS_BORDER = frozenset({"KH", "PH", "GB", "CA", "MX", "DE", "FR"})
"""Countries a recipient may be in; the real list is Stripe's, and longer."""
CAPABILITIES = ("transfers", "card_payments")


def create_account(state: State, call: Call) -> Body:
    """Open an account; one abroad must be a recipient that asks for transfers alone."""
    params = call.params
    country = read_text(params.get("country", HOME), "country")
    acceptance = params.get("tos_acceptance") or {}
    agreement = read_choice(
        acceptance.get("service_agreement", "full"), "tos_acceptance[service_agreement]", AGREEMENTS
    )
    capabilities = _read_capabilities(params)
    _refuse_abroad(country, agreement, capabilities)
    identifier = make_id("acct")
    account = {
        "id": identifier,
        "object": KIND,
        "business_profile": dict(BUSINESS_PROFILE),
        "business_type": _read_business_type(params),
        "capabilities": capabilities,
        "charges_enabled": "card_payments" in capabilities,
        "controller": {"type": "application"},
        "country": country,
        "created": state.now(),
        "default_currency": "usd",
        "details_submitted": True,
        "email": read_email(params["email"], "email") if "email" in params else None,
        "external_accounts": wrap([], url=f"{PATH}/{identifier}/external_accounts"),
        "future_requirements": dict(REQUIREMENTS),
        "metadata": read_metadata(params),
        "payouts_enabled": True,
        "requirements": dict(REQUIREMENTS),
        "settings": make_settings(),
        "tos_acceptance": {**TOS_ACCEPTANCE, "service_agreement": agreement},
        "type": read_choice(params.get("type", "standard"), "type", TYPES),
    }
    state.add(KIND, account, livemode=call.livemode)
    emit(state, "account.updated", account, livemode=call.livemode)
    return account


def close_to_transfers(state: State, identifier: str, *, closed: bool) -> Body:
    """Let an account no longer take transfers, as when its papers have run out, or again."""
    with state.transaction():
        account = state.get(identifier, KIND)
        account["capabilities"]["transfers"] = "inactive" if closed else "active"
        state.save(account)
        emit(state, "account.updated", account, livemode=False)
        return account


def _read_business_type(params: Params) -> str | None:
    if "business_type" not in params:
        return None
    return read_choice(params["business_type"], "business_type", BUSINESS_TYPES)


def _read_capabilities(params: Params) -> Body:
    """Return those asked for, granted at once: the stand-in asks for no papers."""
    asked = params.get("capabilities") or {}
    return {
        name: "active"
        for name in CAPABILITIES
        if read_boolean((asked.get(name) or {}).get("requested", "false"), f"capabilities[{name}]")
    }


def _refuse_abroad(country: str, agreement: str, capabilities: Body) -> None:
    """Refuse what Stripe refuses of an account outside the platform's country."""
    if country == HOME:
        return
    if country not in CROSS_BORDER:
        raise Refusal(
            f"{country} is not currently supported by Stripe.",
            code="country_unsupported",
            param="country",
        )
    if agreement != "recipient" or set(capabilities) != {"transfers"}:
        raise Refusal(
            f"Accounts in {country} can only be created under the recipient service agreement,"
            " with the transfers capability alone.",
            param="tos_acceptance[service_agreement]",
        )


def _get(state: State, call: Call) -> Body:
    return state.get(call.id, KIND, livemode=call.livemode)


def _list(state: State, call: Call) -> Body:
    return make_page(state, call, KIND, {})


TAKES = METADATA | {
    "business_type", "country", "email", "type", "tos_acceptance.service_agreement",
    *(f"capabilities.{name}.requested" for name in CAPABILITIES),
}  # fmt: skip
ROUTES = (
    Route(method="POST", path=PATH, act=create_account, takes=TAKES),
    Route(method="GET", path=PATH, act=_list, takes=PAGING | CREATED),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
)
