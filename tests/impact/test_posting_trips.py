"""How often posting speaks to the database."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from impact.books import queries
from impact.books import services as books


def transfer(cents: int) -> books.Posted:
    lines = [("clearing:orders", cents), ("sales", -cents)]
    return books.post(
        books.Posting(kind="test", key="one", effective_on=date(2026, 3, 2), lines=lines)
    )


@pytest.mark.django_db(transaction=True)
def test_posting_on_its_own_takes_one_round_trip_and_is_committed() -> None:
    connection.ensure_connection()

    with CaptureQueriesContext(connection) as captured:
        transfer(500)
    connection.close()

    assert len(captured.captured_queries) == 1
    assert queries.get_balance("sales") == 500


@pytest.mark.django_db(transaction=True)
def test_posting_on_its_own_is_refused_by_name_and_leaves_nothing() -> None:
    transfer(500)

    with pytest.raises(books.KeyReusedError):
        transfer(501)

    assert queries.get_balance("sales") == 500
    assert queries.list_faults() == []
