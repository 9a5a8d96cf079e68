"""What may be published of one woman, asked at the moment of showing it."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from impact.consents.models import Channel, Consent, Purpose, SafetyFlag
from impact.participants.queries import SHOWN, find_publishing_facts

SOON = timedelta(days=60)


def may_publish(*, account_code: str, purpose: Purpose, channel: Channel, now: datetime) -> bool:
    """Return whether this may be shown of her, there, now (DOMAIN.md, rules 21, 22 and 28).

    Every page, feed, interface, share image, site map and export asks this at the time of the
    request and keeps no answer. True only when she is an adult, her consent to exactly this
    purpose on exactly this channel is in force, she was in no shelter within twelve months, no
    safety flag is open and her status allows it; whatever nobody has recorded means no. How many
    others she could be told apart from (the k-check) is the publication's own question.

    Each question is asked whatever the others answered, so that nobody reads the reason of a no
    from how long it took.
    """
    agrees = has_consent(account_code=account_code, purpose=purpose, channel=channel, now=now)
    is_flagged = has_open_flag(account_code)
    is_allowed = may_be_shown(account_code, on=now.date())
    return agrees and not is_flagged and is_allowed


def may_be_shown(account_code: str, *, on: date) -> bool:
    """Return whether her age, her home and her status allow it; what nobody asked means no."""
    facts = find_publishing_facts(account_code=account_code, on=on)
    return (
        facts is not None
        and facts.is_adult
        and facts.is_sheltered is False
        and facts.status in SHOWN
        and facts.is_return_checked
    )


def has_consent(*, account_code: str, purpose: Purpose, channel: Channel, now: datetime) -> bool:
    """Return whether her consent to this purpose on this channel is in force; absence means no."""
    mine = Consent.objects.filter(account__code=account_code, purpose=purpose, channel=channel)
    return mine.in_force(at=now).exists()


def has_open_flag(account_code: str) -> bool:
    """Return whether something makes showing her unsafe at the moment."""
    return SafetyFlag.objects.filter(account__code=account_code, closed_at__isnull=True).exists()


def list_ending_soon(*, now: datetime) -> QuerySet[Consent]:
    """Return consents in force that end within 60 days and were not renewed, first to end first."""
    later = Consent.objects.in_force(at=now).filter(
        account_id=OuterRef("account_id"),
        purpose=OuterRef("purpose"),
        channel=OuterRef("channel"),
        expires_at__gt=now + SOON,
    )
    soon = Consent.objects.in_force(at=now).filter(expires_at__lte=now + SOON)
    return soon.filter(~Exists(later)).order_by("expires_at", "pk")


def list_open_flags() -> QuerySet[SafetyFlag]:
    """Return the flags that are open, oldest first."""
    return SafetyFlag.objects.filter(closed_at__isnull=True).order_by("opened_at", "pk")


def list_flags_to_close(*, actor: str) -> QuerySet[SafetyFlag]:
    """Return the open flags that another person asks to close, oldest first."""
    asked = list_open_flags().filter(lifting_asked_at__isnull=False)
    return asked.exclude(lifting_asked_by=actor)
