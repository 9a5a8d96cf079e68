"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    """Participants and their training accounts."""

    name = "impact.participants"
    label = "participants"
