"""What staff press on orders that they took: cash, new links, handing over, handing back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomi.demo.staff import seed_staff
from nomi.platform.outbox.models import OutboxMessage
from shop.fulfilment.services import ParcelRefused, hand_over
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund
from tests.failure_cases import scenes
from tests.failure_cases.conftest import stripe

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db


def ask(client: Client, order: Any, name: str, **values: str) -> Any:
    return client.post(reverse("admin:order_order_ask", args=(order.pk, name)), values)


def read(order: Any) -> tuple[str, int, list[str]]:
    order.refresh_from_db()
    states = order.payment_attempts.order_by("pk").values_list("state", flat=True)
    return order.status, Movement.objects.count(), list(states)


def hand_back(client: Client, refund: Refund, **values: str) -> Any:
    page = reverse("admin:stripe_checkout_refund_press", args=(refund.pk, "handed-back"))
    return client.post(page, values)


def test_cash_is_recorded_on_the_order(staff_client: Client) -> None:
    order = scenes.make_order()

    answer = ask(staff_client, order, "cash", amount="23.00")

    assert answer.status_code == 302
    assert read(order) == ("Paid", 1, ["complete"])


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("22.00", "costs $23.00; $22.00 was entered"),
        ("1e9", "no more than"),
        ("", "required"),
        ("-1", "greater than or equal to 0"),
    ],
)
def test_other_amounts_are_refused_in_words_with_what_was_typed(
    staff_client: Client, amount: str, words: str
) -> None:
    order = scenes.make_order()

    answer = ask(staff_client, order, "cash", amount=amount)

    form = answer.context["form"]
    assert words in str(form.errors)
    assert form["amount"].value() == amount
    assert read(order) == ("Awaiting payment", 0, [])


def test_no_cash_is_due_when_the_link_was_paid(stripe: Any, staff_client: Client) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    answer = ask(staff_client, order, "cash", amount="23.00")

    assert "no cash is due" in str(answer.context["form"].errors)
    assert read(order) == ("Paid", 1, ["complete"])
    assert Movement.objects.get().kind == "charge"


def test_without_stripe_nothing_is_recorded(stripe: Any, staff_client: Client) -> None:
    order = scenes.make_order()
    scenes.begin(order)
    stripe.faults.set("500", path="/v1/checkout/sessions", times=9)

    answer = ask(staff_client, order, "cash", amount="23.00")

    assert "Stripe did not answer" in str(answer.context["form"].errors)
    assert read(order) == ("Awaiting payment", 0, ["open"])


def test_a_new_link_takes_the_old_ones_place(stripe: Any, staff_client: Client) -> None:
    order = scenes.make_order()
    scenes.begin(order)

    answer = ask(staff_client, order, "new-link")

    assert answer.status_code == 302
    assert read(order) == ("Awaiting payment", 0, ["superseded", "open"])


def test_after_a_link_without_answer_pressing_again_closes_every_page(
    stripe: Any, staff_client: Client
) -> None:
    order = scenes.make_order()
    old = scenes.begin(order)
    stripe.faults.set("500", path="/v1/checkout/sessions", times=3)

    first = ask(staff_client, order, "new-link")
    second = ask(staff_client, order, "new-link")

    assert "Stripe did not answer" in str(first.context["form"].errors)
    assert second.status_code == 302
    assert not scenes.try_to_pay(stripe, old.session_id)
    assert read(order) == ("Awaiting payment", 0, ["superseded", "open"])


def test_goods_paid_by_link_are_handed_over_once(stripe: Any, staff_client: Client) -> None:
    order = scenes.make_order()
    type(order).objects.filter(pk=order.pk).update(shipping_code="handed-over")
    attempt = scenes.begin(order)
    early = ask(staff_client, order, "hand-over")
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    answers = [ask(staff_client, order, "hand-over").status_code for _press in range(2)]

    assert "no longer possible" in str(early.context["form"].errors)
    assert answers == [302, 200]
    assert read(order)[0] == "Delivered"
    assert order.shipments.count() == 1
    assert list(OutboxMessage.objects.values_list("kind", flat=True)) == ["order_paid"]


def test_what_goes_to_an_address_is_not_handed_over(staff_client: Client) -> None:
    order = scenes.make_order()
    ask(staff_client, order, "cash", amount="23.00")

    with pytest.raises(ParcelRefused, match="goes to an address"):
        hand_over(order_id=order.pk, by=None, now=timezone.now())

    assert read(order)[0] == "Paid"
    assert order.shipments.count() == 0


def test_cash_waits_on_today_until_it_is_handed_back(staff_client: Client) -> None:
    order = scenes.make_order()
    ask(staff_client, order, "cash", amount="23.00")
    page = reverse("admin:order_order_press", args=(order.pk, "refund"))
    told = staff_client.post(page, {"reason": "Torn"}, follow=True)
    before = staff_client.get("/admin/").context["waiting"]

    hand_back(staff_client, Refund.objects.get(), reason="In cash, at the stall")

    after = staff_client.get("/admin/").context["waiting"]
    panels = {str(panel.title): panel for panel in before}
    assert "waits on Today as cash to hand back" in told.content.decode()
    assert [row.title for row in panels["Cash to hand back"].rows] == [order.number]
    assert "Cash to hand back" not in {str(panel.title) for panel in after}
    assert Refund.objects.get().state == "succeeded"


def test_handing_back_asks_how(staff_client: Client) -> None:
    order = scenes.make_order()
    ask(staff_client, order, "cash", amount="23.00")
    refund = payments.request_refund(order_number=order.number, reason="x", now=timezone.now())

    hand_back(staff_client, refund, reason="")

    refund.refresh_from_db()
    assert (refund.state, Movement.objects.count()) == ("requested", 1)


def test_a_packer_takes_cash_and_hands_none_back(client: Client) -> None:
    from django.contrib.auth import get_user_model

    seed_staff()
    client.force_login(get_user_model().objects.get(email="packer@nomi.example"))
    order = scenes.make_order()
    taken = ask(client, order, "cash", amount="23.00")
    refund = payments.request_refund(order_number=order.number, reason="x", now=timezone.now())

    back = hand_back(client, refund, reason="In cash")

    assert (taken.status_code, back.status_code) == (302, 403)
    assert PaymentAttempt.objects.get().taken_by.email == "packer@nomi.example"
    assert Refund.objects.get().state == "requested"
