"""The hosted payment page: plain HTML that says in words that no money moves."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from nomi.sandbox.state import Body

STYLE = Path(__file__).with_name("page.css").read_text()
STYLE_PATH = "/pay/page.css"
NOTE = (
    '<p class="note"><strong>This is a stand-in for Stripe.</strong> It asks for no real card,'
    " takes none, and no money moves.</p>"
)
CARDS = """<details class="card" open><summary>Test cards</summary><ul>
<li><code>4242 4242 4242 4242</code> pays</li>
<li><code>4000 0000 0000 0002</code> is declined</li>
<li><code>4000 0000 0000 9995</code> has insufficient funds</li>
<li><code>4000 0027 6000 3155</code> asks for 3-D Secure</li></ul>
<p>Any month to come and any three digits will do. A real card number is refused.</p></details>"""
OVER = {
    "complete": "This has been paid. Nothing more is charged.",
    "expired": "This page is no longer open. Nothing was charged.",
}
TRANSFER_AWAITED = "This will be paid by bank transfer. Nothing more is charged."
TRANSFER_FAILED = "The bank transfer failed. Nothing was charged."
NOTHING_THERE = "There is no payment page at this address."


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What the shopper typed and what to say about it; the card's number is never shown again."""

    email: str = ""
    error: str = ""


def show_payment(session: Body, items: list[Body], typed: Typed) -> str:
    """Return the page with items, total and the card form; the e-mail typed stays."""
    currency, total = session["currency"], _money(session["amount_total"], session["currency"])
    rows = "".join(
        f'<tr><th scope="row">{_name_item(item)}</th>'
        f"<td>{_money(item['amount_total'], currency)}</td></tr>"
        for item in items
    )
    error = f'<p class="error" role="alert" id="error">{escape(typed.error)}</p>'
    email = escape(typed.email or session["customer_email"] or "")
    described = ' aria-describedby="error" autofocus' if typed.error else ""
    return make_document(
        f"Pay {total}",
        f"""<div class="columns"><section class="card"><h1>Pay Nomi Network</h1>
<p class="total">{total}</p>
<table><tbody>{rows}</tbody>
<tfoot><tr><th scope="row">Total</th><td>{total}</td></tr></tfoot></table></section>
<div>{error if typed.error else ""}<form class="card" method="post" action="{_address(session)}">
<h2>Pay by card</h2>
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="email" required value="{email}">
<label for="card">Card number</label>
<input id="card" name="card" inputmode="numeric" autocomplete="off" required maxlength="23"
 placeholder="4242 4242 4242 4242"{described}>
<div class="pair"><div><label for="expiry">Expires</label>
<input id="expiry" name="expiry" inputmode="numeric" placeholder="12 / 34" autocomplete="off"
 maxlength="7"></div>
<div><label for="code">Security code</label>
<input id="code" name="code" inputmode="numeric" placeholder="123" autocomplete="off"
 maxlength="4"></div></div>
<button name="method" value="card">Pay {total}</button></form>
<form class="card" method="post" action="{_address(session)}"><h2>Pay by bank transfer</h2>
<p>The order is taken now; the money follows, or fails to follow, some days later.</p>
<label for="bank-email">E-mail</label>
<input id="bank-email" name="email" type="email" autocomplete="email" required value="{email}">
<button class="plain" name="method" value="slow">Pay {total} by bank transfer</button></form>
{CARDS}{_link(session["cancel_url"])}</div></div>""",
    )


def show_bank(session: Body, email: str) -> str:
    """Return the bank's question of a 3-D Secure card."""
    total = _money(session["amount_total"], session["currency"])
    return make_document(
        "Is it you?",
        f"""<form class="card narrow" method="post" action="{_address(session)}">
<h1>Your bank asks: is it you?</h1>
<p>A payment of {total} to Nomi Network with the card that ends in 3155.</p>
<input type="hidden" name="email" value="{escape(email)}">
<button name="method" value="confirm">Yes, it is me</button>
<button class="plain" name="method" value="refuse">No, stop this payment</button></form>""",
    )


def show_over(session: Body, *, has_failed: bool) -> str:
    """Return the page of a session that is no longer open; `has_failed` its slow payment."""
    is_paid = session["status"] == "complete"
    target = fill_in(session) if is_paid else session["cancel_url"]
    words = OVER[session["status"]]
    if is_paid and session["payment_status"] == "unpaid":
        words = TRANSFER_FAILED if has_failed else TRANSFER_AWAITED
    return make_document(
        "Nothing to pay",
        f'<section class="card narrow"><h1>{words}</h1>{_link(target)}</section>',
    )


def show_nothing() -> str:
    """Return the page for an address that leads nowhere."""
    return make_document(
        "No such page", f'<section class="card narrow"><h1>{NOTHING_THERE}</h1></section>'
    )


def fill_in(session: Body) -> str:
    """Return where a paid session leads, with its id filled in."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _address(session: Body) -> str:
    return f"/pay/{session['id']}"


def _name_item(item: Body) -> str:
    name = escape(item["description"])
    return name if item["quantity"] == 1 else f"{item['quantity']} × {name}"


def _link(target: str | None) -> str:
    return f'<p><a id="back" href="{escape(target)}">Back to the store</a></p>' if target else ""


def _money(minor: int, currency: str) -> str:
    sign = "$" if currency == "usd" else f"{currency.upper()} "
    return f"{sign}{minor // 100:,}.{minor % 100:02d}"


def make_document(title: str, body: str) -> str:
    """Return a whole page around its main part."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)} – stand-in for Stripe</title>"
        f'<link rel="stylesheet" href="{STYLE_PATH}"></head>'
        f"<body><main>{NOTE}{body}</main></body></html>"
    )
