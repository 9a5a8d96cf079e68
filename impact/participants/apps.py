"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ParticipantsConfig(AppConfig):
    """Participants, their training accounts, interviews and plans."""

    name = "impact.participants"
    label = "participants"

    def ready(self) -> None:
        """Keep the lists that staff choose from; say who writes the reminders."""
        from impact.participants.keeping import keep_lists
        from impact.participants.mails import register_mails

        post_migrate.connect(keep_lists, sender=self, dispatch_uid="participants.keep_lists")
        register_mails()
