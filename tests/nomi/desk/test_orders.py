"""The screen of orders: facts that nobody edits, and buttons that ask first."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nomi.platform.outbox.models import OutboxMessage
from shop.stripe_checkout.models import Refund
from tests.nomi.desk.order_rows import make_order
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Any:
    make_product()
    return make_order()


def press(client: Client, order: Any, button: str, reason: str = "") -> Any:
    address = reverse("admin:order_order_press", args=(order.pk, button))
    return client.post(address, {"reason": reason}, follow=True)


def read_state(order: Any) -> tuple[Any, ...]:
    order.refresh_from_db()
    return (
        order.status,
        list(order.status_changes.values_list("new_status", flat=True)),
        order.notes.count(),
        Refund.objects.count(),
        OutboxMessage.objects.count(),
        LogEntry.objects.count(),
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_order_list_asks_the_same_of_any_number(
    staff_client: Client, order: Any, rows: int
) -> None:
    for number in range(1, rows):
        make_order(number=f"N-{number}")

    with CaptureQueriesContext(connection) as queries:
        response = staff_client.get(reverse("admin:order_order_changelist"))

    assert len(response.context["cl"].result_list) == rows
    assert len(queries) == 4


def test_order_has_no_field_to_edit(staff_client: Client, order: Any) -> None:
    address = reverse("admin:order_order_change", args=(order.pk,))

    page = staff_client.get(address)
    answer = staff_client.post(address, {"status": "Shipped"})

    assert page.context["adminform"].form.fields == {}
    assert answer.status_code == 403
    order.refresh_from_db()
    assert order.status == "Paid"


def test_button_page_changes_nothing(staff_client: Client, order: Any) -> None:
    before = read_state(order)

    for button in ("ready", "hold", "release", "refund", "lost"):
        staff_client.get(reverse("admin:order_order_press", args=(order.pk, button)))

    assert read_state(order) == before


def test_ready_moves_a_paid_order(staff_client: Client, order: Any) -> None:
    response = press(staff_client, order, "ready")

    order.refresh_from_db()
    assert order.status == "Ready to ship"
    assert [str(m) for m in response.context["messages"]] == [
        "The order is marked as ready to ship."
    ]
    assert LogEntry.objects.get().object_id == str(order.pk)


def test_hold_keeps_its_reason_and_release_lets_go(staff_client: Client, order: Any) -> None:
    press(staff_client, order, "hold", "Address looks odd")
    order.refresh_from_db()
    held = (order.status, order.notes.get().message)
    press(staff_client, order, "release", "Called the buyer")

    order.refresh_from_db()
    assert held == ("On hold", "Address looks odd (staff)")
    assert order.status == "Paid"


def test_hold_without_a_reason_is_refused(staff_client: Client, order: Any) -> None:
    before = read_state(order)

    response = press(staff_client, order, "hold")

    assert response.context["form"].errors.keys() == {"reason"}
    assert read_state(order) == before


def test_held_order_that_was_never_paid_is_not_released(staff_client: Client) -> None:
    make_product()
    order = make_order(status="Awaiting payment")
    order.set_status("On hold")
    before = read_state(order)

    response = press(staff_client, order, "release", "Looks fine")

    assert read_state(order) == before
    assert response.context["form"].non_field_errors() == [
        "This is no longer possible; nothing was changed."
    ]


def test_refund_button_asks_for_everything_once(staff_client: Client, order: Any) -> None:
    press(staff_client, order, "refund", "Broken seam")
    before = read_state(order)
    second = press(staff_client, order, "refund", "Broken seam")

    assert Refund.objects.get().gross_minor == 2_400
    assert read_state(order) == before
    assert second.context["form"].errors.keys() == {"reason"}
    assert "Broken seam" in second.content.decode()


def test_staff_without_the_right_press_nothing(client: Client, order: Any) -> None:
    from django.contrib.auth import get_user_model

    visitor = get_user_model().objects.create_user("v", "v@nomi.example", "x", is_staff=True)
    client.force_login(visitor)
    before = read_state(order)

    response = press(client, order, "ready")

    assert response.status_code == 403
    assert read_state(order) == before


def test_dead_mail_is_tried_again(staff_client: Client, order: Any) -> None:
    mail = OutboxMessage.objects.create(
        kind="order_paid",
        reference=order.number,
        state="dead",
        tries=8,
        due_at=order.date_placed,
        created_at=order.date_placed,
    )

    staff_client.post(reverse("admin:outbox_outboxmessage_press", args=(mail.pk, "retry")))

    mail.refresh_from_db()
    assert (mail.state, mail.tries) == ("waiting", 0)
