"""GET changes nothing: every address, as everybody (SAFETY.md, P18).

The six roles reach less than a superuser does, and `test_roles` looks at what they write on the
pages of staff; they walk through every address too with `EVERY_ROLE=yes`, as `make soak` does.
"""

import os
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from nomi.demo.logins import SHOPPER_EMAIL, STAFF_EMAIL
from nomi.demo.staff import PEOPLE, seed_staff
from nomi.staff import roles
from shop.order.links import get_order_token, get_trace_path
from shop.search.models import ProductCard
from shop.wishes.models import StockWish, make_email_key
from tests.nomi.desk.rows import make_everything
from tests.nomi.staff.addresses import list_addresses
from tests.shop.goods import settle

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Pagination may yield"),  # Oscar pages over its own lists
]
SESSIONS = {"django_session", "usersessions_usersession"}
"""Whose rows say who is here, and are no change of anything."""
ROLES = {role: next(email for email, _n, name in PEOPLE if name == role) for role in roles.ROLES}
MISSED = {
    "admin:app_list",
    "payouts:paper",
    "admin:shares_allocationrun_explanation",
    "impact:log:tile",
}
"""Addresses of papers, runs and tiles that are not here; each has tests of its own."""
EVERYBODY = {
    "visitor": "",
    "shopper": SHOPPER_EMAIL,
    "superuser": STAFF_EMAIL,
    **(ROLES if os.environ.get("EVERY_ROLE") else {}),
}


def count_writes() -> dict[str, int]:
    """Return how many rows of each table this transaction has written so far, undone or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        rows = dict(cursor.fetchall())
    return {name: number for name, number in rows.items() if name not in SESSIONS}


@pytest.fixture
def values(settings: Any) -> dict[str, Any]:
    """Return what fills the addresses: the shopper's own order, goods, private links."""
    settings.ROOT_URLCONF = "nomi.urls"  # the demo's mails are made up and taken back
    cache.clear()
    make_everything()
    settle()
    seed_staff()
    order = get_model("order", "Order").objects.order_by("pk").first()
    order.user = get_user_model()._default_manager.get(email=SHOPPER_EMAIL)
    order.save()
    card = ProductCard.objects.first() or pytest.fail("no goods on show")
    StockWish.objects.create(
        product_id=card.pk,
        email="a@b.example",
        email_key=make_email_key("a"),
        created_at=timezone.now(),
    )
    get_trace_path(order=order)  # as its mail did
    return {
        "token": get_order_token(order=order),
        "number": order.number,
        "pk": card.pk,
        "product_id": card.pk,
        "product_slug": card.slug,
        "slug": card.slug,
        "category_slug": "bags",
        "uid": "00000000-0000-4000-8000-000000000000",
        "code": "T-0001",
        "key": "key",
        "uidb36": "1",
        "kind": "invoices",
        "serial": 1,
        "year": 2025,
        "line_id": order.lines.first().pk,
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_looking_at_every_address_writes_no_row(who: str, values: dict[str, Any]) -> None:
    client = Client(raise_request_exception=False)
    if EVERYBODY[who]:
        client.force_login(get_user_model()._default_manager.get(email=EVERYBODY[who]))
    addresses, missed = list_addresses(values)
    before = count_writes()

    statuses: Counter[int] = Counter()
    wrote: dict[str, dict[str, int]] = {}
    for address in sorted(addresses):
        statuses[client.get(address).status_code] += 1
        after = count_writes()
        if after != before:
            wrote[address] = {
                t: n - before.get(t, 0) for t, n in after.items() if n != before.get(t, 0)
            }
            before = after

    print(f"\n{who}: {len(addresses)} addresses, by status {dict(sorted(statuses.items()))}")  # noqa: T201 - the note's figures
    assert missed == MISSED
    assert wrote == {}
    assert len(addresses) > 250
    assert [status for status in statuses if status >= 500] == []


def test_counting_sees_a_row_that_is_written_and_one_that_is_taken_back(
    values: dict[str, Any],
) -> None:
    before = count_writes()

    Client().post(f"/wishes/{values['pk']}/", {"email": "no address"})
    refused = count_writes()
    with transaction.atomic():
        StockWish.objects.all().delete()
        transaction.set_rollback(True)

    assert refused == before
    assert count_writes()["wishes_stockwish"] == before["wishes_stockwish"] + 1
