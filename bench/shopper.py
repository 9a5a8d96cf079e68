"""A shopper without a browser: follows the store's own forms over HTTP, cookies and all."""

import html
import http.client
import http.cookiejar
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

ADDRESS = {
    "email": "dana@shopper.example",
    "first_name": "Dana",
    "last_name": "Shopper",
    "line1": "1 Main Street",
    "line2": "",
    "city": "New York",
    "state": "NY",
    "postcode": "10001",
    "country": "US",
}


def make_address() -> dict[str, str]:
    """Return an address with a mail of its own: the store lets none begin many payments."""
    return {**ADDRESS, "email": f"dana-{secrets.token_hex(6)}@shopper.example"}


class Answer:
    """What the store answered: status, where it leads, and the page."""

    def __init__(self, status: int, location: str, body: str, url: str) -> None:
        self.status, self.location, self.body, self.url = status, location, body, url

    def form(self, action: str) -> dict[str, str]:
        """Return the fields of the first form whose action matches, as a browser sends them."""
        for found in re.finditer(r"<form\b([^>]*)>(.*?)</form>", self.body, re.DOTALL):
            where = re.search(r'action="([^"]*)"', found[1])
            if not re.search(action, html.unescape(where[1]) if where else self.url):
                continue
            fields = {}
            for tag in re.findall(r"<input\b[^>]*>", found[2]):
                attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
                unticked = attributes.get("type") in {"radio", "checkbox"} and "checked" not in tag
                if "name" in attributes and not unticked:
                    fields[attributes["name"]] = html.unescape(attributes.get("value", ""))
            return fields
        return {}


class _KeepRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


class Shopper:
    """One visitor with her own cookies; `send` never raises on a status, only on a dead line."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.address = make_address()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), _KeepRedirect()
        )
        self.opener.addheaders = [("User-Agent", "nomi-bench")]

    def send(self, path: str, data: dict[str, Any] | None = None) -> Answer:
        """Send one request, POST when there is data; redirects are reported, not followed."""
        url = urllib.parse.urljoin(self.root, path)
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(url, body, {"Referer": url})  # noqa: S310 - loopback
        try:
            with self.opener.open(request, timeout=30) as answer:
                return Answer(answer.status, "", answer.read().decode(), url)
        except urllib.error.HTTPError as answer:
            location = answer.headers.get("Location", "")
            return Answer(answer.code, location, answer.read().decode(errors="replace"), url)
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error

    def follow(self, answer: Answer, most: int = 5) -> Answer:
        """Follow redirects inside the store."""
        while answer.status in {301, 302, 303} and answer.location and most:
            address = urllib.parse.urljoin(answer.url, answer.location)
            if not address.startswith(self.root):
                return answer
            answer, most = self.send(address), most - 1
        return answer

    def submit(self, page: Answer, path: str, data: dict[str, Any]) -> Answer:
        """Send the form of a page whose address matches `path`, filled in with `data`."""
        return self.send(path, {**page.form(re.escape(path) + "$"), **data})

    def add(self, product: str, variant: int, quantity: int = 1) -> Answer:
        """Put a variant into the basket from its product page; return the basket page."""
        page = self.send(product)
        found = re.search(r'action="(/basket/add/\d+/)"', page.body)
        if not found:
            return page
        words = {"variant": variant, "quantity": quantity}
        return self.follow(self.submit(page, found[1], words))

    def pay(self) -> Answer:
        """Walk through checkout and press Pay; the answer leads to Stripe when all went well."""
        return self.submit(self.reach_review(), "/checkout/review/", {})

    def reach_review(self) -> Answer:
        """Walk through checkout to the page with the Pay button."""
        page = self.send("/checkout/")
        self.submit(page, "/checkout/", self.address)
        page = self.send("/checkout/delivery/")
        method = re.search(r'name="method"[^>]*value="([^"]+)"', page.body)
        if method:
            self.submit(page, "/checkout/delivery/", {"method": method[1]})
        return self.send("/checkout/review/")
