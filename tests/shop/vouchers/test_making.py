"""Staff make a voucher on one screen, and end it; each refusal makes nothing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from shop.vouchers.models import VoucherTerms
from shop.vouchers.services import VoucherWishRefused, end_voucher
from tests.shop.shopping import make_product, make_user
from tests.shop.vouchers.acts import build_wish, make

pytestmark = pytest.mark.django_db
Voucher = get_model("voucher", "Voucher")
Offer = get_model("offer", "ConditionalOffer")
TODAY = timezone.localdate()


def count_rows() -> tuple[int, ...]:
    models = [Voucher, Offer, VoucherTerms, get_model("offer", "Benefit")]
    return tuple(model.objects.count() for model in models)


def make_category(name: str, *products: Any) -> Any:
    category = get_model("catalogue", "Category").add_root(name=name)
    for product in products:
        product.categories.add(category)
    return category


def test_a_voucher_is_one_offer_with_its_limits_and_who_made_it() -> None:
    make_product()
    today = timezone.localdate()

    voucher = make(value=Decimal("12.5"), most_uses=40)

    offer = voucher.offers.get()
    assert (voucher.code, voucher.usage) == ("AUTUMN", "Multi-use")
    assert (offer.offer_type, offer.benefit.type, offer.benefit.value) == (
        "Voucher",
        "Percentage",
        Decimal("12.5"),
    )
    assert (offer.max_global_applications, offer.max_basket_applications) == (40, 1)
    assert timezone.localdate(voucher.start_datetime) == today
    assert timezone.localdate(voucher.end_datetime) == today + timedelta(days=7)
    assert voucher.terms.made_by.email == "staff@example.org"


@pytest.mark.parametrize(
    ("changed", "usage"),
    [
        ({"most_uses": 1}, "Single use"),
        ({"once_each": True}, "Once per customer"),
        ({"most_uses": 1, "once_each": True}, "Single use"),
        ({}, "Multi-use"),
    ],
)
def test_how_often_it_may_be_used(changed: dict[str, Any], usage: str) -> None:
    assert make(**changed).usage == usage


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ends_on": TODAY - timedelta(days=1)}, "before the first"),
        (
            {"starts_on": TODAY - timedelta(days=9), "ends_on": TODAY - timedelta(days=1)},
            "is over already",
        ),
        ({"value": Decimal(50)}, r"less than they cost us: Tote \(.18.00, costs .13.20\)"),
        ({"code": "TAKEN"}, "this code"),
        ({"name": "Taken"}, "this name"),
        ({"category_id": 999_999}, "not there any more"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_makes_nothing(
    changed: dict[str, Any], words: str
) -> None:
    make_product()
    make(code="TAKEN", name="Taken", number="0")
    before = count_rows()

    with pytest.raises(VoucherWishRefused, match=words):
        make(**changed)

    assert count_rows() == before


def test_below_cost_is_made_only_by_saying_so() -> None:
    make_product()

    voucher = make(value=Decimal(50), sells_below_cost=True)

    assert voucher.terms.sells_below_cost is True


def test_a_category_is_judged_by_its_own_goods() -> None:
    make_product(title="Dear to make", price="18.00", landed_minor=1700)
    cheap = make_product(title="Cheap to make", price="18.00", landed_minor=500)
    category = make_category("Cards", cheap)

    voucher = make(value=Decimal(30), category_id=category.pk)

    goods = voucher.offers.get().benefit.range
    assert list(goods.all_products()) == [cheap]
    with pytest.raises(VoucherWishRefused, match="Dear to make"):
        make(code="OTHER", name="Other", value=Decimal(30), number="2")


def test_an_ended_voucher_stays_ended() -> None:
    voucher, now = make(), timezone.now()

    end_voucher(voucher_id=voucher.pk, now=now)
    with pytest.raises(VoucherWishRefused, match="ended already"):
        end_voucher(voucher_id=voucher.pk, now=now + timedelta(hours=1))

    voucher.refresh_from_db()
    assert voucher.end_datetime == now


def test_one_that_has_not_begun_can_be_ended_too() -> None:
    voucher, now = make(starts_on=TODAY + timedelta(days=3)), timezone.now()

    end_voucher(voucher_id=voucher.pk, now=now)

    voucher.refresh_from_db()
    assert (voucher.start_datetime, voucher.end_datetime) == (now, now)


def test_terms_are_not_changed_afterwards() -> None:
    terms = make().terms

    for question in (
        "update vouchers_voucherterms set sells_below_cost = true",
        "delete from vouchers_voucherterms",
    ):
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(question)

    terms.refresh_from_db()
    assert terms.sells_below_cost is False


def test_the_database_wants_a_reason() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(reason="")

    assert Voucher.objects.count() == 0


@pytest.fixture
def staff() -> Client:
    user = make_user("manager@example.org")
    user.is_staff = True
    user.save()
    for name in ("view", "add", "change"):
        user.user_permissions.add(Permission.objects.get(codename=f"{name}_voucher"))
    client = Client()
    client.force_login(user)
    return client


def fill(**changed: str) -> dict[str, str]:
    wish = build_wish()
    return {
        "code": "autumn-10",
        "name": "Autumn",
        "kind": "percent",
        "value": "10",
        "starts_on": wish.starts_on.isoformat(),
        "ends_on": wish.ends_on.isoformat(),
        "reason": "The fair",
        **changed,
    }


@pytest.fixture
def _without_second_factor(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def test_the_screen_makes_and_ends_a_voucher(staff: Client) -> None:
    made = staff.post("/admin/voucher/voucher/add/", fill())
    voucher = Voucher.objects.get()
    page = staff.get(f"/admin/voucher/voucher/{voucher.pk}/change/").content.decode()
    listed = staff.get("/admin/voucher/voucher/").content.decode()
    ended = staff.post(
        f"/admin/voucher/voucher/{voucher.pk}/press/end/", {"reason": "Leaked to a forum"}
    )

    voucher.refresh_from_db()
    assert (made.status_code, ended.status_code) == (302, 302)
    assert voucher.code == "AUTUMN-10"
    assert voucher.end_datetime <= timezone.now()
    for words in ("10 %", "All goods", "The fair"):
        assert words in page
    assert "AUTUMN-10" in listed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "a b"),
        ("code", "ab"),
        ("code", "x" * 41),
        ("code", "<script>"),
        ("name", ""),
        ("value", "0"),
        ("value", "-5"),
        ("value", "100.01"),
        ("value", "many"),
        ("starts_on", "soon"),
        ("most_uses", "0"),
        ("most_uses", "1.5"),
        ("category", "999999"),
        ("kind", "gift"),
        ("reason", ""),
    ],
)
def test_a_wrong_field_is_named_and_nothing_made(staff: Client, field: str, value: str) -> None:
    answer = staff.post("/admin/voucher/voucher/add/", fill(**{field: value}))

    form = answer.context["form"]
    assert answer.status_code == 200
    assert list(form.errors) == [field]
    assert form[field].value() == value
    assert count_rows() == (0, 0, 0, 0)


def test_a_discount_below_cost_is_refused_on_the_screen_and_kept_typed(staff: Client) -> None:
    make_product()

    answer = staff.post("/admin/voucher/voucher/add/", fill(value="90"))

    assert "less than they cost us" in answer.content.decode()
    assert answer.context["form"]["value"].value() == "90"
    assert count_rows() == (0, 0, 0, 0)
