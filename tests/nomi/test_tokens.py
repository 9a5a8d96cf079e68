from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from nomi.platform.tokens import queries, services
from nomi.platform.tokens.models import PrivateToken

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


@pytest.mark.django_db
def test_token_opens_its_reference_until_it_expires() -> None:
    token = services.issue(purpose="trace", reference="N-1", expires_at=LATER)

    found = [
        queries.find_reference(purpose="trace", token=token, now=moment) for moment in (NOW, LATER)
    ]

    assert found == ["N-1", None]


@pytest.mark.django_db
def test_token_is_the_same_again_and_never_stored() -> None:
    token = services.issue(purpose="trace", reference="N-1", expires_at=LATER)

    again = services.issue(purpose="trace", reference="N-1", expires_at=LATER)

    assert again == token
    row = PrivateToken.objects.get()
    assert token not in {row.nonce, row.token_hash}
    assert len(token) == 32


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["", "x", "a" * 5000, "' or 1=1 --"])
def test_forged_token_opens_nothing(forged: str) -> None:
    services.issue(purpose="trace", reference="N-1", expires_at=LATER)

    assert queries.find_reference(purpose="trace", token=forged, now=NOW) is None


@pytest.mark.django_db
def test_token_of_one_purpose_does_not_open_another() -> None:
    token = services.issue(purpose="trace", reference="N-1", expires_at=LATER)

    assert queries.find_reference(purpose="order", token=token, now=NOW) is None


@pytest.mark.django_db
def test_token_outlives_a_rotated_key_and_is_renewed_when_the_key_is_gone() -> None:
    with override_settings(SECRET_KEY="old"):
        old = services.issue(purpose="trace", reference="N-1", expires_at=LATER)

    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        rotated = services.issue(purpose="trace", reference="N-1", expires_at=LATER)
    with override_settings(SECRET_KEY="new"):
        renewed = services.issue(purpose="trace", reference="N-1", expires_at=LATER)

    found = [
        queries.find_reference(purpose="trace", token=token, now=NOW) for token in (old, renewed)
    ]
    assert rotated == old
    assert found == [None, "N-1"]


@pytest.mark.django_db
def test_later_expiry_extends_a_link_and_an_earlier_one_does_not_shorten_it() -> None:
    for moment in (NOW, LATER, NOW):
        services.issue(purpose="trace", reference="N-1", expires_at=moment)

    assert PrivateToken.objects.get().expires_at == LATER
