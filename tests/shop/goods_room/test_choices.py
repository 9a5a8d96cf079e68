"""Staff keep the colours and sizes: none twice, and none taken from goods that have it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from shop.search.queries import get_shelf
from tests.shop.goods import Family, settle

Option = get_model("catalogue", "AttributeOption")
ADD = "admin:catalogue_attributeoption_add"


def _page(name: str, option: Any) -> str:
    return reverse(f"admin:catalogue_attributeoption_{name}", args=(option.pk,))


@pytest.fixture
def navy(family: Family) -> Any:
    return Option.objects.get(code="colour-navy")


def test_a_new_colour_is_there_for_goods_and_shoppers(manager: Client, navy: Any) -> None:
    form = {"group": navy.group_id, "option": "  Rice  paper "}

    saved = manager.post(reverse(ADD), form)
    settle()

    made = Option.objects.get(option="Rice paper")
    assert (saved.status_code, made.code) == (302, "colour-rice-paper")
    assert get_shelf()[1].colours["rice-paper"] == "Rice paper"
    assert "Rice paper" in manager.get(reverse("admin:catalogue_product_add")).content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Navy", "There is one with this name."),
        (" nAVY ", "There is one with this name."),
        ("navy!", "There is one with this name."),
        ("", "This field is required."),
        ("—", "Write a name, with letters or digits."),
        ("x" * 41, "At most 40 letters."),
    ],
)
def test_a_name_that_is_no_name_or_there_already_is_refused(
    manager: Client, navy: Any, name: str, words: str
) -> None:
    before = Option.objects.count()

    page = manager.post(reverse(ADD), {"group": navy.group_id, "option": name})

    assert (page.status_code, words in page.content.decode()) == (200, True)
    assert Option.objects.count() == before


def test_a_new_name_keeps_the_address(manager: Client, navy: Any) -> None:
    saved = manager.post(_page("change", navy), {"option": "Midnight"})
    settle()

    navy.refresh_from_db()
    assert (saved.status_code, navy.option, navy.code) == (302, "Midnight", "colour-navy")
    assert get_shelf()[1].colours["navy"] == "Midnight"


def test_one_that_goods_have_is_not_deleted(manager: Client, navy: Any) -> None:
    page = manager.get(_page("change", navy)).content.decode()
    refused = manager.post(_page("delete", navy), {"post": "yes"})

    assert _page("delete", navy) not in page
    assert (refused.status_code, Option.objects.filter(pk=navy.pk).exists()) == (403, True)
    assert navy.productattributevalue_set.count() == 1


def test_one_that_no_goods_have_is(manager: Client, navy: Any) -> None:
    puce = navy.group.options.create(option="Puce", code="colour-puce")

    deleted = manager.post(_page("delete", puce), {"post": "yes"})

    assert (deleted.status_code, Option.objects.filter(pk=puce.pk).exists()) == (302, False)


def test_nobody_deletes_them_by_the_dozen(manager: Client, navy: Any) -> None:
    data = {"action": "delete_selected", "_selected_action": navy.pk, "post": "yes"}

    manager.post(reverse("admin:catalogue_attributeoption_changelist"), data)

    assert Option.objects.filter(pk=navy.pk).exists()
