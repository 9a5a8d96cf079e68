"""Erased means erased, also when a backup of yesterday is restored."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from structlog.testing import capture_logs

from shop.privacy.models import Erasure
from shop.privacy.services import erase_shopper
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def erase_again(*numbers: int | str) -> str:
    out = StringIO()
    call_command("erase_again", *map(str, numbers), stdout=out)
    return out.getvalue()


def is_there(user: Any) -> bool:
    return bool(get_user_model().objects.filter(pk=user.pk).exists())


def test_restored_account_is_erased_again() -> None:
    """The backup is older than the erasure: account there, row of the erasure missing."""
    user = make_user()
    number = user.pk

    assert erase_again(number) == "Accounts erased again: 1.\n"
    assert erase_again(number) == "Accounts erased again: 0.\n"
    assert not get_user_model().objects.filter(pk=number).exists()
    assert Erasure.objects.get().user_key == number


def test_account_whose_erasure_the_backup_knows_is_erased_all_the_same() -> None:
    user = make_user()
    Erasure.objects.create(user_key=user.pk, erased_at=timezone.now())

    assert erase_again(user.pk) == "Accounts erased again: 1.\n"


def test_number_of_the_erased_stands_in_the_log_and_nothing_else_of_her() -> None:
    user = make_user()
    number = user.pk

    with capture_logs() as lines:
        erase_shopper(user_id=number, now=timezone.now())

    told = [line for line in lines if line["event"] == "account_erased"]
    assert told == [{"event": "account_erased", "log_level": "info", "account": number}]


def test_erasure_that_is_rolled_back_is_not_in_the_log() -> None:
    user = make_user()

    with capture_logs() as lines, transaction.atomic():
        erase_shopper(user_id=user.pk, now=timezone.now())
        transaction.set_rollback(True)

    assert lines == []
    assert is_there(user)


def test_account_with_an_open_order_is_named_and_the_others_go(stripe: Any) -> None:
    busy, idle = make_user(), make_user("bea@example.org")
    order = make_paid_order(stripe)
    type(order).objects.filter(pk=order.pk).update(user=busy)
    gone = idle.pk

    with pytest.raises(CommandError, match=f"{busy.pk}: Order {order.number} is not done yet"):
        erase_again(busy.pk, gone)

    assert is_there(busy)
    assert not get_user_model().objects.filter(pk=gone).exists()


def test_what_is_no_number_erases_nobody() -> None:
    user = make_user()

    with pytest.raises(CommandError, match="no numbers of accounts: x"):
        erase_again(user.pk, "x")

    assert is_there(user)
