"""A feed without news is the same whenever it is asked for."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["impact:feed", "news"])
def test_empty_feed_says_nothing_of_the_present_moment(name: str, client: Client) -> None:
    feed = client.get(reverse(name)).content.decode()

    assert "<rss" in feed
    assert f"{timezone.now():%d %b %Y}" not in feed
