"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ContentConfig(AppConfig):
    """The shop's own pages and its contact form."""

    name = "shop.content"
    label = "content"

    def ready(self) -> None:
        """Put up the first words after `migrate`, and tell the outbox who writes the mail."""
        from shop.content.first_words import put_up_pages
        from shop.content.mails import register_mails

        register_mails()
        post_migrate.connect(put_up_pages, sender=self, dispatch_uid="shop.content.put_up_pages")
