"""The demo's people: one who runs the store, one who buys in it, three for four eyes."""

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import transaction

from nomi.demo.logins import (
    APPROVER_EMAIL,
    COORDINATOR_EMAIL,
    DEMO_PASSWORD,
    DEMO_TOTP_SECRET,
    RELEASER_EMAIL,
    SHOPPER_EMAIL,
    STAFF_EMAIL,
)


@transaction.atomic
def seed_person(*, email: str, first_name: str, last_name: str, is_staff: bool) -> None:
    """Make a person with the demo's password and a confirmed address, unless she is there."""
    user, is_new = get_user_model().objects.get_or_create(
        username=email.partition("@")[0],
        defaults={
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
            "is_staff": is_staff,
            "is_superuser": is_staff,
        },
    )
    if is_new:
        user.set_password(DEMO_PASSWORD)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    if is_staff:
        Authenticator.objects.get_or_create(
            user=user,
            type=Authenticator.Type.TOTP,
            defaults={"data": {"secret": get_adapter().encrypt(DEMO_TOTP_SECRET)}},
        )


def seed_staff() -> None:
    """Make the demo's logins. Running it again changes nothing."""
    seed_person(email=STAFF_EMAIL, first_name="Sam", last_name="Staff", is_staff=True)
    seed_person(email=SHOPPER_EMAIL, first_name="Sasha", last_name="Shopper", is_staff=False)
    seed_person(email=COORDINATOR_EMAIL, first_name="Cora", last_name="Staff", is_staff=True)
    seed_person(email=APPROVER_EMAIL, first_name="Abel", last_name="Staff", is_staff=True)
    seed_person(email=RELEASER_EMAIL, first_name="Remy", last_name="Staff", is_staff=True)
