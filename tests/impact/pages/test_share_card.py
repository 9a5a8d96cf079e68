"""The picture of the totals that a shared link shows: drawn with the batch."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from impact.pages import drawing
from impact.pages.models import FundBatch, FundCard
from impact.pages.services import publish_fund_batch
from tests.impact.sales import sell

pytestmark = pytest.mark.django_db

CARD = "/impact/card.png"
BATCH = FundBatch(
    as_of=timezone.now(),
    account_count=23,
    pending_dollars=5,
    available_dollars=7,
    allocated_dollars=1_400,
    committed_dollars=0,
    paid_dollars=0,
    completed_dollars=0,
)


def test_card_is_drawn_with_the_batch_and_stands_until_the_next(
    client: Client, accounts: list[str]
) -> None:
    now = timezone.now()
    publish_fund_batch(now=now)
    before = client.get(CARD)
    sell("N-1")

    same = client.get(CARD)
    publish_fund_batch(now=now + timedelta(days=1))

    assert (before.status_code, before["Content-Type"]) == (200, "image/png")
    assert before["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert before.content == same.content == bytes(FundCard.objects.get(pk=_list_cards()[0]).png)
    assert client.get(CARD).content not in {before.content, b""}
    assert FundCard.objects.count() == 2


def _list_cards() -> list[str]:
    return list(FundBatch.objects.order_by("period").values_list("card_id", flat=True))


def test_file_holds_the_picture_and_nothing_else() -> None:
    png = drawing.draw_card(BATCH)

    with Image.open(BytesIO(png)) as picture:
        assert (picture.format, picture.size, picture.info) == ("PNG", (1200, 630), {})
    assert set(re.findall(rb"(IHDR|tEXt|zTXt|iTXt|eXIf|tIME|pHYs)", png)) == {b"IHDR"}
    assert len(png) < 60_000
    assert drawing.draw_card(BATCH) == png


def test_batches_that_say_the_same_share_one_picture(accounts: list[str], settings: Any) -> None:
    settings.FUND_BATCH_SECONDS = 60
    noon = timezone.now().replace(hour=12, minute=0)

    publish_fund_batch(now=noon)
    publish_fund_batch(now=noon + timedelta(minutes=1))

    assert (FundBatch.objects.count(), len(set(_list_cards()))) == (2, 1)


def test_request_draws_nothing(
    client: Client, accounts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_fund_batch(now=timezone.now())
    monkeypatch.setattr("impact.pages.services.fund.draw_card", None)

    assert client.get(CARD).status_code == 200


def test_without_figures_the_shops_own_picture_is_shown(client: Client) -> None:
    sell()
    publish_fund_batch(now=timezone.now())

    answer = client.get(CARD)

    assert (answer.status_code, FundCard.objects.count()) == (302, 0)
    assert "/img/share" in answer["Location"]


@pytest.mark.parametrize("name", ["", "outcomes/", "how-it-works/", "verify/", "updates/"])
def test_impact_pages_are_shared_with_it(client: Client, name: str) -> None:
    page = client.get(f"/impact/{name}").content.decode()

    assert f'og:image" content="http://localhost:8000{CARD}"' in page
    assert 'og:image:alt" content="Totals of the Training Fund"' in page
