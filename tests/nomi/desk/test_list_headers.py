"""A list's headers are made once, however many rows there are."""

from typing import Any

import pytest
from django.test import Client
from unfold.templatetags import unfold_list

from nomi.desk import list_headers
from tests.shop.goods import make_family

pytestmark = pytest.mark.django_db


def test_headers_are_made_once_for_all_rows(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        make_family(slug=f"tote-{number}")
    made = []
    make = list_headers._make_headers

    def count(changelist: Any) -> Any:
        made.append(changelist)
        return make(changelist)

    monkeypatch.setattr(list_headers, "_make_headers", count)

    html = staff_client.get("/admin/partner/stockrecord/").content.decode()

    assert unfold_list.result_headers is list_headers.hold_headers
    assert len(made) == 1
    assert html.count('data-label="Free"') == 8  # each with two variants
