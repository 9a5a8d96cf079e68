"""A shopper takes the data along, and erases the account."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from impact.books.models import Entry, Line
from shop.fulfilment.models import Shipment
from shop.fulfilment.services import deliver_order
from shop.order.links import get_order_path
from shop.privacy.archive import write_archive
from shop.privacy.models import Erasure
from shop.privacy.queries import TABLES, collect_data
from shop.privacy.services import ErasureRefused, erase_shopper
from shop.stripe_checkout.models import Movement, StripeEvent
from shop.wishes.models import StockWish, make_email_key
from tests.shop.fulfilment.orders import make_paid_order, ship
from tests.shop.returns.acts import ask
from tests.shop.shopping import make_country, make_user

pytestmark = pytest.mark.django_db
CANARY = "Canary Quillfeather"
PASSWORD = "a-long-pass-phrase"


@pytest.fixture
def user() -> Any:
    user = make_user()
    user.set_password(PASSWORD)
    user.first_name = CANARY
    user.save()
    return user


@pytest.fixture
def order(stripe: Any, user: Any) -> Any:
    order = make_paid_order(stripe)
    order.refresh_from_db()
    order.user = user
    order.guest_email = ""
    order.shipping_address = get_model("order", "ShippingAddress").objects.create(
        first_name=CANARY,
        line1=f"{CANARY} Street",
        line4="Austin",
        state="TX",
        postcode="78701",
        country=make_country(),
        phone_number="+12025550123",
    )
    order.save()
    ship(order)
    return order


def rest(order: Any) -> None:
    deliver_order(order_id=order.pk, now=timezone.now())
    order.refresh_from_db()


def erase(user: Any, *, now: Any = None) -> bool:
    return erase_shopper(user_id=user.pk, now=now or timezone.now())


def read_books() -> list[Any]:
    entries = list(Entry.objects.order_by("pk").values_list("pk", "key"))
    return [*entries, *Line.objects.order_by("pk").values_list("pk", "amount_minor")]


def test_archive_holds_everything_twice_over(user: Any, order: Any) -> None:
    ask(order)
    get_model("address", "UserAddress").objects.create(
        user=user, first_name="=1+1", line1="Road", country=make_country()
    )

    content = write_archive(collect_data(user=user))
    again = write_archive(collect_data(user=user))

    archive = ZipFile(io.BytesIO(content))
    tables = json.loads(archive.read("data.json"))
    rows = list(csv.DictReader(io.StringIO(archive.read("orders.csv").decode())))
    addresses = archive.read("addresses.csv").decode()
    assert content == again
    assert rows[0]["number"] == tables["orders"][0]["number"] == order.number
    assert tables["account"][0]["first_name"] == CANARY
    assert tables["returns"][0]["return_of_note"] == "Too small"
    assert tables["parcels"][0]["shipment_tracking_number"] == "9400 1"
    assert tables["addresses"][0]["first_name"] == "=1+1"
    assert "'=1+1" in addresses


def test_every_table_that_points_at_a_person_is_thought_of() -> None:
    exported = {(app, model) for _name, app, model, _owner, _columns in TABLES}
    known = {
        ("account", "EmailAddress"),
        ("usersessions", "UserSession"),
        ("mfa", "Authenticator"),
        ("order", "Order"),
        ("order", "OrderNote"),
        ("basket", "Basket"),  # its lines
        ("wishlists", "WishList"),  # its lines
        ("payment", "Bankcard"),  # never written: cards stay at Stripe
        ("admin", "LogEntry"),  # staff only, as are the next and the last two
        ("staff", "PersonChange"),
        ("pghistory", "MiddlewareEvents"),  # no table: the kept changes seen together
        ("partner", "Partner"),
        ("offer", "RangeProductFileUpload"),
    }
    pointing = {
        (relation.related_model._meta.app_label, relation.related_model.__name__)
        for relation in get_user_model()._meta.related_objects
        if not relation.hidden
    }

    assert pointing - exported - known == set()


def test_guest_orders_come_along_once_the_address_is_confirmed(user: Any, stripe: Any) -> None:
    guest = make_paid_order(stripe)
    address = EmailAddress.objects.create(user=user, email="Buyer@example.org", verified=False)

    before = collect_data(user=user)["orders"]
    address.verified = True
    address.save()
    after = collect_data(user=user)["orders"]

    assert before == []
    assert [row["number"] for row in after] == [guest.number]


def test_erased_means_the_person_is_gone_and_the_books_are_not(
    user: Any, order: Any, client: Client
) -> None:
    rest(order)
    path = get_order_path(order=order)
    StockWish.objects.create(
        product=order.lines.first().product,
        email=user.email,
        email_key=make_email_key(user.email),
        created_at=timezone.now(),
    )
    books, money = read_books(), Movement.objects.count()

    done = [erase(user), erase(user)]

    order.refresh_from_db()
    address = order.shipping_address
    kept = (address.state, address.postcode, address.country_id)
    assert done == [True, False]
    assert not get_user_model().objects.filter(pk=user.pk).exists()
    assert (order.user_id, order.guest_email) == (None, "")
    assert kept == ("TX", "78701", "US")
    assert CANARY not in " ".join(str(value) for value in vars(address).values())
    assert str(address.phone_number) == ""
    assert Shipment.objects.get().tracking_number == ""
    assert client.post(path, {"email": "ada@example.org"}).status_code == 422
    assert (read_books(), Movement.objects.count()) == (books, money)
    assert Erasure.objects.get().user_key == user.pk
    assert StockWish.objects.count() == 0


def test_what_stripe_told_of_the_person_goes_too(user: Any, order: Any) -> None:
    rest(order)
    intent = order.payment_attempts.get().payment_intent_id
    moment = timezone.now()
    for number, about in enumerate((intent, "pi_of_somebody_else")):
        StripeEvent.objects.create(
            event_id=f"evt_{number}",
            type="charge.succeeded",
            object_id=f"ch_{number}",
            livemode=False,
            body={"type": "x", "data": {"object": {"payment_intent": about, "name": CANARY}}},
            state="done",
            happened_at=moment,
            received_at=moment,
            due_at=moment,
        )

    erase(user)

    bodies = dict(
        StripeEvent.objects.filter(event_id__in=("evt_0", "evt_1")).values_list("pk", "body")
    )
    assert bodies["evt_0"] == {"id": "evt_0", "data": {"object": {"id": "ch_0"}}}
    assert CANARY in str(bodies["evt_1"])


def test_nothing_is_erased_while_something_is_on_its_way(user: Any, order: Any) -> None:
    with pytest.raises(ErasureRefused, match=order.number):
        erase(user)
    rest(order)
    ask(order)
    with pytest.raises(ErasureRefused, match=order.number):
        erase(user)

    order.refresh_from_db()
    assert order.user_id == user.pk
    assert order.shipping_address.first_name == CANARY
    assert Erasure.objects.count() == 0


def test_an_order_whose_arrival_nobody_told_rests_after_its_days(user: Any, order: Any) -> None:
    assert erase(user, now=timezone.now() + timedelta(days=41)) is True


def test_staff_are_not_erased_here(user: Any) -> None:
    user.is_staff = True
    user.save()

    with pytest.raises(ErasureRefused):
        erase(user)

    assert get_user_model().objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("path", ["/account/data/", "/account/data/export/"])
def test_pages_ask_for_the_password_again(user: Any, path: str) -> None:
    client = Client()
    client.force_login(user)

    answer = client.get(path) if path.endswith("data/") else client.post(path)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert Client().get("/account/data/").headers["Location"].startswith("/account/login/")


def test_password_opens_page_archive_and_erasure(user: Any) -> None:
    client = Client()
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    page = client.get("/account/data/")
    archive = client.post("/account/data/export/")
    slip = client.post("/account/data/erase/", {"email": "other@example.org"})
    still = get_user_model().objects.filter(pk=user.pk).exists()
    gone = client.post("/account/data/erase/", {"email": user.email}, follow=True)

    assert page.status_code == 200
    assert archive.headers["Content-Type"] == "application/zip"
    assert "not the address of this account" in slip.content.decode()
    assert still
    assert "Your account is erased" in gone.content.decode()
    assert not get_user_model().objects.filter(pk=user.pk).exists()
    assert client.get("/account/orders/").status_code == 302
