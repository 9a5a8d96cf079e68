"""Other currencies beside prices: from stored rates, never charged, never in the way."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from shop.currencies import services, tasks
from shop.currencies.gateway import DayOfRates, RatesNotReadError, fetch_rates, read_rates
from shop.currencies.models import ExchangeRate
from shop.currencies.queries import find_rates
from tests.shop.storefront.looks import read

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
FORM = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
    xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <Cube><Cube time="{day}">{rates}</Cube></Cube>
</gesmes:Envelope>"""
RATES = {"USD": "1.2500", "GBP": "0.8000", "JPY": "160.00", "CHF": "0.9500"}


def write(rates: dict[str, str] = RATES, *, day: str = "2026-03-02") -> bytes:
    cubes = "".join(f'<Cube currency="{name}" rate="{rate}"/>' for name, rate in rates.items())
    return FORM.format(day=day, rates=cubes).encode()


def store(*, on: date, euro: str = "0.8") -> int:
    day = DayOfRates(quoted_on=on, per_dollar={"EUR": Decimal(euro), "JPY": Decimal(128)})
    return services.store_rates(day, source="Central bank", now=NOW)


def test_rates_per_euro_are_read_as_rates_per_dollar() -> None:
    day = read_rates(write())

    assert day.quoted_on == date(2026, 3, 2)
    assert day.per_dollar == {
        "EUR": Decimal("0.8"),
        "GBP": Decimal("0.64"),
        "JPY": Decimal(128),
        "CHF": Decimal("0.76"),
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>we are down</html>",
        b"<not xml",
        write({"GBP": "0.8"}),
        write({**RATES, "GBP": "0"}),
        write({**RATES, "USD": "-1"}),
        write({**RATES, "GBP": "NaN"}),
        write({**RATES, "GBP": "a lot"}),
        write(day="yesterday"),
        b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>',
    ],
)
def test_what_is_no_list_of_rates_is_refused(content: bytes) -> None:
    with pytest.raises(RatesNotReadError):
        read_rates(content)


class Bank(BaseHTTPRequestHandler):
    """Answers with the bytes that its server holds."""

    server: Any

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def bank(settings: Any) -> Iterator[Any]:
    """Run a central bank that answers, and let the settings lead to it."""
    server: Any = HTTPServer(("127.0.0.1", 0), Bank)
    server.content = write()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    settings.EXCHANGE_RATES_ADDRESS = f"http://127.0.0.1:{server.server_address[1]}/rates.xml"
    yield server
    server.shutdown()
    server.server_close()


def test_rates_of_the_day_are_stored_once(bank: Any) -> None:
    assert [services.store_daily_rates(now=NOW) for _twice in range(2)] == [3, 0]

    bank.content = write({**RATES, "USD": "1.0000"})
    assert services.store_daily_rates(now=NOW) == 0
    assert ExchangeRate.objects.get(currency="EUR").per_dollar == Decimal("0.8")
    assert sorted(ExchangeRate.objects.values_list("currency", flat=True)) == ["EUR", "GBP", "JPY"]


@pytest.mark.parametrize("content", [b"<html>", b"x" * 200_001])
def test_a_bad_answer_leaves_what_is_stored(bank: Any, content: bytes) -> None:
    services.store_daily_rates(now=NOW)
    bank.content = content

    tasks.store_daily_rates()

    assert ExchangeRate.objects.count() == 3


def test_nothing_is_fetched_without_an_address_or_from_a_file(settings: Any) -> None:
    settings.EXCHANGE_RATES_ADDRESS = ""
    assert services.store_daily_rates(now=NOW) == 0

    for address in ("file:///etc/passwd", "ftp://127.0.0.1/", "rates.xml"):
        with pytest.raises(RatesNotReadError):
            fetch_rates(address=address)


def test_nobody_answering_is_refused() -> None:
    with pytest.raises(RatesNotReadError):
        fetch_rates(address="http://127.0.0.1:9/rates.xml")


def test_the_newest_rate_is_shown_and_one_of_last_week_is_not() -> None:
    today = date(2026, 3, 10)
    store(on=today - timedelta(days=7), euro="0.5")
    assert find_rates(on=today) == []

    store(on=today - timedelta(days=6), euro="0.6")
    store(on=today - timedelta(days=1), euro="0.8")

    euro, yen = find_rates(on=today)
    assert (euro.quoted_on, euro.convert(1_800)) == (date(2026, 3, 9), "EUR 14.40")
    assert yen.convert(1_805) == "JPY 2,310"


def test_database_refuses_a_rate_that_is_none() -> None:
    for row in ({"currency": "EUR", "per_dollar": 0}, {"currency": "eur", "per_dollar": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ExchangeRate.objects.create(**row, quoted_on=NOW, source="x", stored_at=NOW)
    assert ExchangeRate.objects.count() == 0


def test_page_tells_what_an_amount_is_about_and_that_dollars_are_charged() -> None:
    store(on=timezone.localdate())

    page = read("/currencies/?amount=20").decode()

    assert "your card is charged in US dollars" in page
    assert "$20.00 is about" in page
    assert "EUR 16.00" in page
    assert "JPY 2,560" in page
    assert Client().get("/currencies/rates.json").json() == {
        "EUR": {"rate": "0.800000", "cents": True},
        "JPY": {"rate": "128.000000", "cents": False},
    }


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("", "Enter an amount, such as 18.00."),
        ("much", "Enter an amount in figures, such as 18.00."),
        ("0", "Enter an amount from 0.01."),
        ("1e9", "Enter an amount up to 100,000."),
        ("NaN", "Enter an amount in figures, such as 18.00."),
    ],
)
def test_an_amount_that_is_none_is_told_beside_the_field(amount: str, words: str) -> None:
    store(on=timezone.localdate())

    page = read(f"/currencies/?amount={amount}").decode()

    assert words in page
    assert f'value="{amount}"' in page or not amount
    assert "$18.00 is about" in page


def test_without_rates_the_page_says_so() -> None:
    assert "We have no rates of this week, so we show none." in read("/currencies/").decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("kept")
def test_new_rates_are_on_the_very_next_page() -> None:
    today = timezone.localdate()
    store(on=today - timedelta(days=1), euro="0.7")
    assert b"EUR 12.60" in read("/currencies/")

    store(on=today, euro="0.8")

    assert b"EUR 14.40" in read("/currencies/")
