"""The room's place in Django's app registry."""

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """What staff say of a voucher beside Oscar's own columns."""

    name = "shop.vouchers"
    label = "vouchers"
