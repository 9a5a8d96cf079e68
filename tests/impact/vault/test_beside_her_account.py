"""What may not stand beside an account: a name near its pseudonym, an age under eighteen."""

from datetime import date

import pytest

from impact.participants.services import open_training_account
from impact.vault.models import Look, SealedField
from impact.vault.refusals import NearPseudonymError, TooYoungError, VaultRefusedError
from tests.impact.vault.builders import put_in

pytestmark = pytest.mark.django_db
CODE = "BBBBBB44"


@pytest.fixture(autouse=True)
def _account() -> None:
    open_training_account(code=CODE, pseudonym="Jasmine", opened_on=date(2026, 3, 2))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"given_name": "Jasmin"}, NearPseudonymError),
        ({"given_name": "Yasmine Jas"}, NearPseudonymError),
        ({"family_name": "Mine"}, NearPseudonymError),
        ({"birth_date": "2008-03-03"}, TooYoungError),
    ],
)
def test_what_may_not_stand_beside_her_account_is_refused_whole(
    changes: dict[str, str], refusal: type[VaultRefusedError]
) -> None:
    with pytest.raises(refusal, match=r"[Nn]othing was written"):
        put_in(CODE, **changes)

    assert (SealedField.objects.count(), Look.objects.count()) == (0, 0)


def test_a_leap_day_s_child_is_eighteen_on_the_first_of_march() -> None:
    for code, opened_on in (("CCCCCC55", date(2026, 2, 28)), ("DDDDDD66", date(2026, 3, 1))):
        open_training_account(code=code, pseudonym=f"Leaf {code}", opened_on=opened_on)

    with pytest.raises(TooYoungError):
        put_in("CCCCCC55", birth_date="2008-02-29")
    put_in("DDDDDD66", birth_date="2008-02-29")

    assert SealedField.objects.get(name="birth_date").account_code == "DDDDDD66"


@pytest.mark.parametrize("birth_date", ["2008-03-02", "1990-01-31", "about 1990"])
def test_an_adult_is_written(birth_date: str) -> None:
    put_in(CODE, birth_date=birth_date)

    assert SealedField.objects.filter(name="birth_date").count() == 1
