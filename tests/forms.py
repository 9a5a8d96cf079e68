"""Forms as a browser sends them: with their token, and with an origin unless the page hides it."""

import re
from typing import Any

from django.test import Client

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def send_form(client: Client, page: str, address: str = "", **values: str) -> Any:
    """Open a page and send its form, to itself unless to another address.

    A page without a referrer hides the origin too: browsers then send `null`, which the check of
    forms refuses. The client checks forms as the store does: `Client(enforce_csrf_checks=True)`.
    """
    opened = client.get(page)
    [token, *_more] = TOKEN.findall(opened.content.decode())
    is_hidden = opened.headers["Referrer-Policy"] == "no-referrer"
    origin = "null" if is_hidden else "http://testserver"
    data = {"csrfmiddlewaretoken": token, **values}
    return client.post(address or page, data, headers={"Origin": origin})
