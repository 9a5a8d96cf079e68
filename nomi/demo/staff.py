"""The demo's people: one who may do everything, one who buys, and one or two for each role."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from nomi.demo.logins import (
    APPROVER_EMAIL,
    AUDITOR_EMAIL,
    CASE_WORKER_EMAIL,
    CONTENT_EMAIL,
    COORDINATOR_EMAIL,
    DEMO_PASSWORD,
    DEMO_TOTP_SECRET,
    MANAGER_EMAIL,
    PACKER_EMAIL,
    RELEASER_EMAIL,
    SHOPPER_EMAIL,
    STAFF_EMAIL,
)
from nomi.platform.people import name_actor
from nomi.staff.roles import AUDITOR, CONTENT, FINANCE, FULFILMENT, MANAGER, PROGRAMME

PEOPLE: tuple[tuple[str, str, str], ...] = (
    (COORDINATOR_EMAIL, "Cora", PROGRAMME),
    (CASE_WORKER_EMAIL, "Dara", PROGRAMME),
    (APPROVER_EMAIL, "Abel", FINANCE),
    (RELEASER_EMAIL, "Remy", FINANCE),
    (MANAGER_EMAIL, "Mara", MANAGER),
    (PACKER_EMAIL, "Pat", FULFILMENT),
    (CONTENT_EMAIL, "Connie", CONTENT),
    (AUDITOR_EMAIL, "Audra", AUDITOR),
)
"""Address, first name and role of everybody who works here and may not do everything."""


@transaction.atomic
def seed_person(
    *, email: str, first_name: str, is_staff: bool = True, is_superuser: bool = False
) -> Any:
    """Make a person with the demo's password and a confirmed address, unless she is there."""
    user, is_new = get_user_model()._default_manager.get_or_create(
        username=email.partition("@")[0],
        defaults={
            "email": email,
            "first_name": first_name,
            "last_name": "Staff" if is_staff else "Shopper",
            "is_staff": is_staff,
            "is_superuser": is_superuser,
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
    return user


def seed_staff() -> None:
    """Make the demo's logins. Running it again changes nothing."""
    seed_person(email=STAFF_EMAIL, first_name="Sam", is_superuser=True)
    seed_person(email=SHOPPER_EMAIL, first_name="Sasha", is_staff=False)
    for email, first_name, role in PEOPLE:
        person = seed_person(email=email, first_name=first_name)
        person.groups.add(Group.objects.get(name=role))


def name_staff(email: str) -> str:
    """Return one of them as rows keep her."""
    return name_actor(get_user_model()._default_manager.get(email=email))
