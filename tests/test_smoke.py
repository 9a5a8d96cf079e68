import pytest
from django.db import connection


@pytest.mark.django_db
def test_database_is_postgresql_eighteen() -> None:
    assert connection.pg_version // 10000 == 18
