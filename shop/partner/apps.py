"""The fork's place in Django's app registry."""

from oscar.apps.partner import apps


class PartnerConfig(apps.PartnerConfig):
    """Oscar's own app under our name, with our classes."""

    name = "shop.partner"
