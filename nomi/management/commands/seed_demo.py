"""Fill the demo: goods, people, whatever each topic brings."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

TOPICS = (
    ("nomi.demo.countries", "seed_countries"),
    ("nomi.demo.catalogue", "seed_catalogue"),
    ("nomi.demo.pictures", "seed_pictures"),
    ("nomi.demo.shoppers_words", "seed_shoppers_words"),
    ("nomi.demo.currencies", "seed_currencies"),
    ("nomi.demo.participants", "seed_participants"),
    ("nomi.demo.staff", "seed_staff"),
    ("nomi.demo.case_work", "seed_case_work"),
    ("nomi.demo.consents", "seed_consents"),
    ("nomi.demo.records", "seed_records"),
    ("nomi.demo.giving", "seed_first_gift"),
    ("nomi.demo.providers", "seed_providers"),
    ("nomi.demo.orders", "seed_orders"),
    ("nomi.demo.reviews", "seed_reviews"),
    ("nomi.demo.counter", "seed_counter"),
    ("nomi.demo.gift_cards", "seed_gift_cards"),
    ("nomi.demo.events", "seed_events"),
    ("nomi.demo.giving", "seed_giving"),
    ("nomi.demo.payouts", "seed_payouts"),
    ("nomi.demo.balances", "seed_balances"),
    ("nomi.demo.public_words", "seed_public_words"),
    ("nomi.demo.figures", "seed_figures"),
)


def find_topics() -> list[tuple[str, Callable[..., object]]]:
    """Return the topics there are, in the order they build on one another."""
    return [
        (name, getattr(import_module(name), function))
        for name, function in TOPICS
        if find_spec(name) is not None
    ]


class Command(BaseCommand):
    """Fill the demo; what is there already stays as it is."""

    help = "Put up the demo's goods and people. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, seed in find_topics():
            seed(**({"now": timezone.now()} if "now" in signature(seed).parameters else {}))
            self.stdout.write(f"{name.rpartition('.')[2]}: ready")
