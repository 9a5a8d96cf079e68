"""One mail for each wish when the goods are back, and then nothing is kept."""

import re
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from nomi.platform.outbox import services as outbox
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.tokens.models import PrivateToken
from shop.wishes import services
from shop.wishes.models import StockWish
from tests.shop.goods import make_family, settle
from tests.shop.racing import race
from tests.shop.shopping import make_product, make_user

pytestmark = pytest.mark.django_db
EMAIL = "ada@example.org"


@pytest.fixture(autouse=True)
def _count_anew() -> None:
    cache.clear()


def wish_for(product: Any, email: str = EMAIL, user: Any = None) -> bool:
    return services.ask_for(
        product_id=product.pk, email=email, user=user or AnonymousUser(), now=timezone.now()
    )


def restock(product: Any, pieces: int = 3) -> None:
    get_model("partner", "StockRecord").objects.filter(product=product).update(num_in_stock=pieces)


def serve(**later: Any) -> int:
    """Serve the wishes and let the mails leave."""
    owed = services.serve_wishes(now=timezone.now() + timedelta(**later))
    outbox.relay_due(now=timezone.now() + timedelta(seconds=1))
    return owed


def post(client: Client, product: Any, email: str = EMAIL) -> Any:
    return client.post(f"/wishes/{product.pk}/", {"email": email})


def test_sold_out_variant_offers_a_mail_and_one_in_stock_does_not(client: Client) -> None:
    family = make_family(marks={"navy": 0, "red": 3})
    settle()

    pages = {
        mark: client.get(product.get_absolute_url(), follow=True).content.decode()
        for mark, product in family.children.items()
    }

    link = f'href="/wishes/{family.children["navy"].pk}/"'
    assert (link in pages["navy"], "/wishes/" in pages["red"]) == (True, False)


def test_wish_is_kept_and_said_and_looking_keeps_nothing(client: Client) -> None:
    product = make_product(stock=0)

    looked = client.get(f"/wishes/{product.pk}/")
    before = StockWish.objects.count()
    answer = post(client, product)

    wish = StockWish.objects.get()
    assert (looked.status_code, before, answer.status_code) == (200, 0, 302)
    assert (wish.product_id, wish.email, wish.user) == (product.pk, EMAIL, None)
    page = client.get(answer["Location"]).content.decode()
    assert "We write to ada@example.org once" in page
    assert 'name="email"' not in page


@pytest.mark.parametrize("email", ["", "no address", "a@b", "x" * 300 + "@example.org"])
def test_bad_address_is_refused_beside_what_was_typed(client: Client, email: str) -> None:
    answer = post(client, make_product(stock=0), email)

    assert answer.status_code == 422
    assert answer.context["form"]["email"].value() == email
    assert StockWish.objects.count() == 0


def test_goods_in_stock_cannot_be_wished_for(client: Client) -> None:
    answer = post(client, make_product(stock=1))

    assert answer.status_code == 422
    assert "in stock" in answer.content.decode()
    assert StockWish.objects.count() == 0


def test_hidden_and_unknown_goods_are_not_found(client: Client) -> None:
    product = make_product(stock=0)
    type(product).objects.filter(pk=product.pk).update(is_public=False)

    answers = [post(client, product), client.get("/wishes/999999999/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert StockWish.objects.count() == 0


def test_account_gives_the_address_and_owns_the_wish(client: Client) -> None:
    user, product = make_user(), make_product(stock=0)
    client.force_login(user)

    page = client.get(f"/wishes/{product.pk}/").content.decode()
    post(client, product, user.email)

    assert f'value="{user.email}"' in page
    assert StockWish.objects.get().user == user


def test_asking_twice_is_one_wish() -> None:
    product = make_product(stock=0)

    kept = [wish_for(product), wish_for(product, " ADA@example.org ")]

    assert (kept, StockWish.objects.count()) == ([True, False], 1)


def test_one_network_asks_for_so_many_mails(settings: Any) -> None:
    settings.SHOP_WISHES_PER_HOUR = 1
    product = make_product(stock=0)

    answers = [
        post(Client(REMOTE_ADDR=network), product, f"{number}@example.org")
        for number, network in enumerate(("192.0.2.1", "192.0.2.1", "192.0.2.2"))
    ]

    assert [answer.status_code for answer in answers] == [302, 429, 302]
    assert "Wait 60 minutes" in answers[1].content.decode()
    assert StockWish.objects.count() == 2


def test_each_wish_gets_one_mail_when_the_goods_are_back_and_is_forgotten() -> None:
    product, other = make_product(stock=0), make_product(title="Tie", stock=0)
    for email in (EMAIL, "bea@example.org"):
        wish_for(product, email)
    wish_for(other)

    still_gone = serve()
    restock(product)
    owed = [serve(), serve(minutes=5)]

    assert (still_gone, owed) == (0, [2, 0])
    assert [message.to for message in mail.outbox] == [[EMAIL], ["bea@example.org"]]
    for text in (mail.outbox[0].body, mail.outbox[0].alternatives[0].content):
        assert "it goes to whoever orders first" in text
        assert product.get_absolute_url() in text
    assert [wish.product_id for wish in StockWish.objects.all()] == [other.pk]


def test_pieces_that_are_held_are_not_back() -> None:
    product = make_product(stock=0)
    wish_for(product)
    get_model("partner", "StockRecord").objects.filter(product=product).update(
        num_in_stock=2, num_allocated=2
    )

    assert serve() == 0


def test_wishes_are_served_in_batches() -> None:
    product = make_product(stock=0)
    for number in range(3):
        wish_for(product, f"{number}@example.org")
    restock(product)

    owed = [services.serve_wishes(now=timezone.now(), limit=2) for _turn in range(3)]

    assert owed == [2, 1, 0]
    assert OutboxMessage.objects.count() == 3


def test_wish_asked_again_after_its_mail_gets_another() -> None:
    product = make_product(stock=0)
    for _turn in range(2):
        wish_for(product)
        restock(product)
        serve()
        restock(product, 0)

    assert len(mail.outbox) == 2


def test_old_wishes_are_forgotten() -> None:
    wish_for(make_product(stock=0))

    serve(days=366)

    assert StockWish.objects.count() == 0


def test_link_in_the_mail_forgets_the_address_by_post_only(client: Client) -> None:
    product, other = make_product(stock=0), make_product(title="Tie", stock=0)
    wish_for(product)
    wish_for(other)
    wish_for(other, "bea@example.org")
    restock(product)
    serve()
    link = re.search(r"/wishes/forget/\w+/", mail.outbox[0].body)
    assert link

    looked = client.get(link[0])
    waiting = StockWish.objects.filter(email=EMAIL, told_at=None).count()
    done = client.post(link[0])

    assert (looked.status_code, waiting, done.status_code) == (200, 1, 200)
    assert looked.headers["Referrer-Policy"] == "no-referrer"
    assert EMAIL not in looked.content.decode() + done.content.decode()
    assert [wish.email for wish in StockWish.objects.all()] == ["bea@example.org"]
    assert PrivateToken.objects.count() == 0
    assert client.get(link[0]).status_code == 404


def test_forgotten_wish_whose_mail_is_owed_sends_nothing() -> None:
    product = make_product(stock=0)
    wish_for(product)
    restock(product)
    services.serve_wishes(now=timezone.now())

    services.forget_address(email_key=StockWish.objects.get().email_key)
    outbox.relay_due(now=timezone.now() + timedelta(seconds=1))

    assert (mail.outbox, OutboxMessage.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_relays_at_once_owe_one_mail_each() -> None:
    product = make_product(stock=0)
    for number in range(6):
        wish_for(product, f"{number}@example.org")
    restock(product)

    owed = race(*[lambda: services.serve_wishes(now=timezone.now())] * 4)

    assert sum(owed) == 6
    assert OutboxMessage.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_relays_at_once_take_the_same_wishes_without_the_lock(monkeypatch: Any) -> None:
    product = make_product(stock=0)
    wish_for(product)
    restock(product)
    door, unlocked = Barrier(2), services.find_fulfilled
    enqueue = outbox.enqueue

    class Unlocked:
        def select_for_update(self, **_lock: Any) -> Any:
            return unlocked()

    def meet(**mail_owed: Any) -> Any:
        door.wait(timeout=60)
        return enqueue(**mail_owed)

    monkeypatch.setattr(services, "find_fulfilled", Unlocked)
    monkeypatch.setattr(outbox, "enqueue", meet)

    owed = race(*[lambda: services.serve_wishes(now=timezone.now())] * 2)

    assert owed == [1, 1]  # both took it; only the outbox's own rule kept the mail single
