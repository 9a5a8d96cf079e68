"""The hosted page on which a customer gives another card for what comes."""

import re
from html import escape
from urllib.parse import urlsplit

from nomi.sandbox import pages
from nomi.sandbox.billing import find_decline, set_card
from nomi.sandbox.forms import decode_form
from nomi.sandbox.state import Body, State


def answer(state: State, portal: Body, form: str | None) -> tuple[int, str, str, str]:
    """Show the page, or keep the card; return status, page, the way on and whose form it is."""
    store = urlsplit(portal["return_url"])
    allowed = f"{store.scheme}://{store.netloc}"
    if form is None:
        return 200, show(portal), "", allowed
    words = decode_form(form)
    card = re.sub(r"[\s-]", "", str(words.get("card", "")))
    refusal = find_decline(card)
    if refusal is not None:
        return 402, show(portal, error=refusal.message), "", allowed
    with state.transaction():
        set_card(state, portal["customer"], card)
    return 303, "", portal["return_url"], allowed


def show(portal: Body, *, error: str = "") -> str:
    """Return the page with its one form."""
    said = f'<p class="error" role="alert" id="error">{escape(error)}</p>' if error else ""
    return pages.make_document(
        "Another card",
        f"""<div class="columns"><div>{said}<form class="card" method="post"
 action="/pay/{portal["id"]}"><h1>Give another card</h1>
<p>It is kept for the months to come. Nothing is charged now.</p>
<label for="card">Card number</label>
<input id="card" name="card" inputmode="numeric" autocomplete="off" required maxlength="23"
 placeholder="4242 4242 4242 4242">
<button name="method" value="card">Keep this card</button></form>{pages.CARDS}
<p><a id="back" href="{escape(portal["return_url"])}">Back to the store</a></p></div></div>""",
    )
