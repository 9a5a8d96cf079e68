from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from oscar.core.loading import get_model
from oscar.test.factories import create_product, create_stockrecord

from shop.stock import services

StockRecord = get_model("partner", "StockRecord")


@pytest.fixture
def record() -> object:
    return create_stockrecord(create_product(), Decimal("18.00"), num_in_stock=5)


def _held(record: object) -> int:
    return StockRecord.objects.get(pk=record.pk).num_allocated or 0


@pytest.mark.django_db
def test_allocate_holds_what_is_free(record: object) -> None:
    services.allocate(quantities={record.pk: 3})

    assert _held(record) == 3


@pytest.mark.django_db
def test_allocate_refuses_more_than_is_free_and_holds_nothing(record: object) -> None:
    services.allocate(quantities={record.pk: 3})

    with pytest.raises(services.NotEnoughStock) as refusal:
        services.allocate(quantities={record.pk: 3})

    assert refusal.value.stockrecord_id == record.pk
    assert _held(record) == 3


@pytest.mark.django_db
def test_allocate_of_two_holds_neither_when_one_is_short(record: object) -> None:
    other = create_stockrecord(create_product(), Decimal("18.00"), num_in_stock=1)

    with pytest.raises(services.NotEnoughStock):
        services.allocate(quantities={record.pk: 1, other.pk: 2})

    assert (_held(record), _held(other)) == (0, 0)


@pytest.mark.django_db
def test_release_gives_pieces_back_and_consume_takes_them_away(record: object) -> None:
    services.allocate(quantities={record.pk: 4})

    services.release(quantities={record.pk: 1})
    services.consume(quantities={record.pk: 3})

    left = StockRecord.objects.get(pk=record.pk)
    assert (left.num_in_stock, left.num_allocated) == (2, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("allocated", [6, -1])
def test_database_refuses_overselling_whoever_writes(record: object, allocated: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StockRecord.objects.filter(pk=record.pk).update(num_allocated=allocated)

    assert _held(record) == 0
