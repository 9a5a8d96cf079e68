"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Words of verified buyers about goods. The reviews themselves are Oscar's rows."""

    name = "shop.reviews"
    label = "shop_reviews"
