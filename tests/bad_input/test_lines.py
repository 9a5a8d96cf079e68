"""As many letters as a field takes, in lines: a browser counts a line's end once and sends two."""

from typing import Any

import pytest
from django import forms

from impact.giving.forms import GiftForm
from shop.content.forms import ContactForm
from shop.giftcards.forms import BuyForm
from shop.presents.forms import PresentForm
from shop.returns.forms import ReturnForm
from shop.reviews.forms import ReviewForm

FIELDS = [
    (PresentForm, "note", 300),
    (ReturnForm, "note", 500),
    (BuyForm, "message", 500),
    (ReviewForm, "body", 2_000),
    (ContactForm, "text", 4_000),
    (GiftForm, "card_message", 500),
]


@pytest.mark.parametrize(("form_class", "name", "most"), FIELDS)
def test_what_a_browser_lets_be_typed_is_taken(
    form_class: type[forms.Form], name: str, most: int
) -> None:
    typed = "one\ntwo\n" + "x" * (most - 8)

    form = form_class({name: typed.replace("\n", "\r\n")})

    assert f'maxlength="{most}"' in str(form[name])
    assert name not in form.errors
    assert form.cleaned_data[name] == typed


@pytest.mark.parametrize(("form_class", "name", "most"), FIELDS)
def test_one_letter_more_is_refused_in_words_and_kept(
    form_class: type[forms.Form], name: str, most: int
) -> None:
    typed: Any = "x\r\n" * (most // 2) + "x"

    form = form_class({name: typed})

    assert f"at most {most:d} characters" in " ".join(form.errors[name]).replace(",", "")
    assert form[name].value() == typed
