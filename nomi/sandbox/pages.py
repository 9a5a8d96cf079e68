"""The hosted payment page: plain HTML that says in words that no money moves."""

from html import escape
from typing import Any

STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --paper: #f4f6f8; --card: #fff;
  --line: #cbd3dc; --accent: #3b4bd8; --warn: #8a3b00; --note: #fff4d6 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf3; --paper: #12171d; --card: #1b222b;
  --line: #3a4652; --accent: #8d9bff; --warn: #ffb37a; --note: #3a2f10 } }
* { box-sizing: border-box }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper) }
main { max-width: 30rem; margin: 0 auto; padding: 1rem }
.note { background: var(--note); padding: .75rem 1rem; border-radius: .5rem; margin: 0 0 1rem }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1.25rem; margin-bottom: 1rem }
h1 { font-size: 1.25rem; margin: 0 0 .75rem }
table { width: 100%; border-collapse: collapse }
td { padding: .35rem 0; border-bottom: 1px solid var(--line) }
td:last-child { text-align: right; font-variant-numeric: tabular-nums; padding-left: 1rem }
tr:last-child td { border: 0; font-weight: 700 }
label { display: block; font-weight: 600; margin: .75rem 0 .25rem }
input { width: 100%; font: inherit; padding: .65rem; border: 1px solid var(--line);
  border-radius: .5rem; background: var(--card); color: inherit; min-height: 2.75rem }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem }
button { width: 100%; font: inherit; font-weight: 700; padding: .8rem; margin-top: 1rem;
  border: 0; border-radius: .5rem; background: var(--accent); color: var(--card);
  min-height: 2.75rem; cursor: pointer }
button.plain { background: none; color: var(--accent); border: 1px solid var(--line) }
.error { color: var(--warn); border: 2px solid var(--warn); border-radius: .5rem;
  padding: .75rem 1rem; margin: 0 0 1rem }
code { font-size: .95em }
a { color: var(--accent) }
li { margin: .25rem 0 }
"""
NOTE = (
    "<p class=note><strong>This is a stand-in for Stripe.</strong>"
    " No real card is asked for and no money moves.</p>"
)
CARDS = """<details class=card><summary>Test cards</summary><ul>
<li><code>4242 4242 4242 4242</code> pays</li>
<li><code>4000 0000 0000 0002</code> is declined</li>
<li><code>4000 0000 0000 9995</code> has insufficient funds</li>
<li><code>4000 0027 6000 3155</code> asks for 3-D Secure</li></ul>
<p>Any later month and any three digits will do.</p></details>"""


def _money(minor: int, currency: str) -> str:
    sign = "$" if currency == "usd" else f"{currency.upper()} "
    return f"{sign}{minor // 100:,}.{minor % 100:02d}"


def _document(title: str, body: str) -> str:
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><link rel=stylesheet href=/_sandbox/style.css></head>"
        f"<body><main>{NOTE}{body}</main></body></html>"
    )


def show_payment(
    session: dict[str, Any], items: list[dict[str, Any]], *, error: str = "", email: str = ""
) -> str:
    """Return the page with items, total and the card form; what was typed stays."""
    currency = session["currency"]
    rows = "".join(
        f"<tr><td>{escape(item['description'] or '')}</td>"
        f"<td>{_money(item['amount_total'], currency)}</td></tr>"
        for item in items
    )
    total = _money(session["amount_total"], currency)
    words = f"<p class=error role=alert id=error>{escape(error)}</p>" if error else ""
    known = escape(email or session["customer_email"] or "")
    back = (
        f'<p><a href="{escape(session["cancel_url"])}">Back to the store</a></p>'
        if session["cancel_url"]
        else ""
    )
    return _document(
        f"Pay {total}",
        f"""<section class=card><h1>Pay {total}</h1><table>{rows}
<tr><td>Total</td><td>{total}</td></tr></table></section>
{words}<form class=card method=post>
<label for=email>E-mail</label>
<input id=email name=email type=email autocomplete=email required value="{known}">
<label for=card>Card number</label>
<input id=card name=card inputmode=numeric autocomplete=off required maxlength=23>
<div class=pair><div><label for=expiry>Expires</label>
<input id=expiry name=expiry placeholder="12 / 34" autocomplete=off></div>
<div><label for=code>Security code</label>
<input id=code name=code inputmode=numeric autocomplete=off maxlength=4></div></div>
<button name=method value=card>Pay {total}</button>
<button class=plain name=method value=slow formnovalidate>Pay by bank transfer (slow)</button>
</form>{CARDS}{back}""",
    )


def show_three_d_secure(session: dict[str, Any], email: str) -> str:
    """Return the bank's question."""
    total = _money(session["amount_total"], session["currency"])
    return _document(
        "Is it you?",
        f"""<form class=card method=post><h1>Your bank asks: is it you?</h1>
<p>A payment of {total} to Nomi Network.</p>
<input type=hidden name=email value="{escape(email)}">
<button name=method value=confirm>Yes, it is me</button>
<button class=plain name=method value=refuse>No, stop</button></form>""",
    )


def show_over(session: dict[str, Any]) -> str:
    """Return the page of a session that is no longer open."""
    words = {
        "complete": "This has been paid. Nothing more is charged.",
        "expired": "This page is no longer open. Nothing was charged.",
    }[session["status"]]
    target = session["success_url"] if session["status"] == "complete" else session["cancel_url"]
    link = f'<p><a href="{escape(target)}">Back to the store</a></p>' if target else ""
    return _document("Nothing to pay", f"<section class=card><h1>{words}</h1>{link}</section>")
