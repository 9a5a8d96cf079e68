"""A press repeated at once keeps an address once; without the lock the database must refuse."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from oscar.core.loading import get_model

from shop.checkout import keeping
from tests.shop.racing import meet_before, race
from tests.shop.shopping import HOME, make_country, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 6


def press(user: Any) -> Callable[[], bool]:
    return lambda: keeping.keep_address(user_id=user.pk, address=HOME)


def count_rows() -> tuple[int, int]:
    rows = get_model("address", "UserAddress").objects
    return rows.count(), rows.filter(is_default_for_shipping=True).count()


def test_six_presses_keep_one_address() -> None:
    make_country("US")
    user = make_user()

    kept = race(*[press(user)] * PRESSES)

    assert sorted(kept) == [False] * 5 + [True]
    assert count_rows() == (1, 1)


def test_six_presses_without_the_lock_meet_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    make_country("US")
    user = make_user()
    together = meet_before(lambda **_given: None, PRESSES)
    monkeypatch.setattr(keeping, "_lock_list", together)

    kept = race(*[press(user)] * PRESSES)

    assert any(isinstance(one, IntegrityError) for one in kept)
    assert count_rows()[0] == 1
