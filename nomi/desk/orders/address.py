"""What staff do when a buyer moved after paying: correct where the goods go."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from nomi.desk.orders.groups import PARCEL
from nomi.platform.asking import Ask
from shop.checkout.address import list_fields
from shop.checkout.correcting import AddressRefused, can_correct_address, correct_address
from shop.checkout.forms import AddressForm, read_address


class DeskAddressForm(AddressForm):
    """The shopper's own form, in the desk's dress."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name == "country":
                field.widget = UnfoldAdminSelectWidget(choices=field.widget.choices)
            else:
                field.widget = UnfoldAdminTextInputWidget()


def find_address_values(order: Any) -> dict[str, Any]:
    """Return the order's address as the form names it."""
    return list_fields(order.shipping_address) if order.shipping_address else {}


def correct(order: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Keep the new address."""
    correct_address(order_id=order.pk, address=read_address(values), by=request.user)
    return order, gettext("The order goes to the new address.")


ADDRESS_ASK = Ask(
    name="address",
    group=PARCEL,
    label=_("Correct the address"),
    question=_(
        "For a buyer who moved after paying. Tax and delivery must cost the same there, because"
        " they were worked out when the order was placed; nothing of it may have left."
    ),
    act=correct,
    form=DeskAddressForm,
    find_values=find_address_values,
    is_offered=lambda order, _request: can_correct_address(order=order),
    permission="order.change_order",
    refusals=(AddressRefused,),
)
