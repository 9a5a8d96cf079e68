"""Every staff page: the strict policy holds in its HTML, and opening it changes nothing."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.nomi.desk.pages import list_admin_pages, list_dashboard_pages
from tests.nomi.desk.rows import make_everything

pytestmark = [
    pytest.mark.django_db,
    # Oscar's offer list is annotated and thereby loses its order; nothing here depends on it
    pytest.mark.filterwarnings("ignore:Pagination may yield inconsistent results"),
]
ASSETS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE)\b", re.IGNORECASE)


class Offences(HTMLParser):
    """What in a page the browser would refuse, or fetch from somebody else."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        kind = facts.get("type") or ""
        is_data = kind in {"application/json", "application/ld+json"}
        if tag == "script" and "src" not in facts and not is_data:
            self.found.append("inline script")
        if tag == "style":
            self.found.append("inline style sheet")
        self.found += [
            f"{tag} {name}" for name in facts if name == "style" or name.startswith("on")
        ]
        address = facts.get(ASSETS.get(tag, "")) or ""
        is_fetched = facts.get("rel") not in {"canonical", "alternate"}
        if is_fetched and re.match(r"(https?:)?//", address):
            self.found.append(f"foreign {tag} {address}")


def open_all(client: Client, pages: list[str]) -> dict[str, list[str]]:
    """Open every page and return what was wrong with each."""
    offences = {}
    for page in pages:
        response = client.get(page)
        found = Offences()
        found.feed(response.content.decode())
        wrong = found.found
        leads_back = response.headers.get("Location", "").startswith("/dashboard/")
        if response.status_code != 200 and not leads_back:
            wrong = [*wrong, f"status {response.status_code}"]
        policy = response.headers.get("Content-Security-Policy", "")
        # the directives come in no fixed order, so any of them may be the last
        if "script-src 'self'" not in policy.split("; ") or "unsafe" in policy:
            wrong = [*wrong, f"policy {policy}"]
        if wrong:
            offences[page] = wrong
    return offences


@pytest.mark.parametrize("list_pages", [list_admin_pages, list_dashboard_pages])
def test_staff_pages_hold_the_strict_policy_and_opening_them_changes_nothing(
    staff_client: Client, list_pages: Callable[[], Iterator[str]]
) -> None:
    make_everything()
    pages = list(list_pages())

    with CaptureQueriesContext(connection) as queries:
        offences = open_all(staff_client, pages)

    writes = [query["sql"] for query in queries if WRITES.match(query["sql"])]
    assert offences == {}
    assert [sql for sql in writes if "django_session" not in sql] == []
    assert len(pages) >= 5


def test_strict_policy_test_sees_what_is_forbidden() -> None:
    found = Offences()

    found.feed(
        "<script>1</script><style></style><p style='x' onclick='y'></p>"
        "<script src='//cdn.example/x.js'></script><img src='https://x.example/'>"
    )

    assert found.found == [
        "inline script",
        "inline style sheet",
        "p style",
        "p onclick",
        "foreign script //cdn.example/x.js",
        "foreign img https://x.example/",
    ]
