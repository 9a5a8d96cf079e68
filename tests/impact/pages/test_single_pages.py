"""Pages of single women take them out of every table and total: the rest stays eleven."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from impact.pages.counting.cards import build_cards, choose_own
from impact.pages.counting.women import Woman
from impact.pages.models import PublicationCard
from impact.pages.suppression.choosing import (
    NEW,
    WITHHELD,
    Dimension,
    choose_tables,
    is_safe_beside,
)
from tests.impact.consents.builders import allow
from tests.impact.pages import paying
from tests.impact.pages.cohorts import DUE, QUARTER, open_accounts, publish

DAY = timedelta(days=1)


def meet(number: int, **facts: Any) -> Woman:
    return Woman(code=f"W{number:02}", status="active", country="KH", **facts)


WOMEN = [meet(number) for number in range(30)]


@pytest.mark.parametrize(("others", "told"), [(0, 30), (1, 0), (10, 0), (11, 19)])
def test_nobody_has_a_page_while_few_have_none(others: int, told: int) -> None:
    agreed = frozenset(one.code for one in WOMEN[others:])

    assert len(choose_own(WOMEN, agreed=agreed)) == told


def test_pages_tell_no_trait_that_gives_the_rest_of_a_cell_away() -> None:
    """Fifteen are half way; when the pages of five of them say so, ten are left."""
    people = [one.code for one in WOMEN]
    cells = {code: "50" if number < 15 else "75" for number, code in enumerate(people)}
    progress = Dimension(name="progress", groupings=(cells,))
    choice = choose_tables(people=people, dimensions=[progress])

    told = [
        is_safe_beside(choice, remembered=[], known=frozenset(people[:pages]))
        for pages in (0, 4, 5)
    ]

    assert choice.tables[0].state == NEW
    assert told == [True, True, False]


def test_pages_told_once_bind_the_next_quarter() -> None:
    """Fifteen are half way and five had pages: the table that says so is not published."""
    people = [one.code for one in WOMEN]
    cells = {code: "50" if number < 15 else "75" for number, code in enumerate(people)}
    progress = Dimension(name="progress", groupings=(cells,))

    states = [
        choose_tables(people=people, dimensions=[progress], known=frozenset(people[:pages]))
        .tables[0]
        .state
        for pages in (4, 5)
    ]

    assert states == [NEW, WITHHELD]


@pytest.mark.django_db
def test_only_those_who_agreed_have_a_card() -> None:
    codes = open_accounts(30)
    allow(codes[0], DUE - DAY)

    publish()

    assert list(PublicationCard.objects.values_list("account_code", flat=True)) == codes[:1]


@pytest.mark.django_db
def test_nobody_has_a_card_when_nearly_all_agreed() -> None:
    for code in open_accounts(30)[:20]:
        allow(code, DUE - DAY)

    publish()

    assert PublicationCard.objects.count() == 0


@pytest.mark.django_db
def test_card_tells_whole_amounts_rounded_down_to_five_dollars(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    """$370.35 were credited and $123.45 paid for training, long before the quarter's end."""
    settings.PRIVATE_FOLDER = tmp_path
    monkeypatch.setattr(paying, "CENTS", 12_345)
    codes, days_ago = open_accounts(30), (timezone.now().date() - QUARTER).days
    paying.credit(codes[:1], days_ago=days_ago)
    paying.pay(codes[:1], paying.make_provider(), days_ago=days_ago)
    allow(codes[0], DUE - DAY)

    publish()

    facts = PublicationCard.objects.get().facts
    assert (facts["credited"], facts["used"]) == (370, 120)


@pytest.mark.django_db
def test_card_tells_only_traits_that_eleven_women_share() -> None:
    """Ten learn to teach and twenty go to school; of one it is not safe to tell traits at all."""
    women = [meet(number, goal="teaching" if number < 10 else "schooling") for number in range(30)]
    known = frozenset({"W00", "W10"})

    cards = build_cards(women, own=known | {"W20"}, known=known, quarter_on=QUARTER)

    told = {code: (card.get("country"), card.get("goal")) for code, card in cards.items()}
    assert told == {"W00": ("KH", None), "W10": ("KH", "schooling"), "W20": (None, None)}
