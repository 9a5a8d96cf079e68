"""Oscar's tables, unchanged."""

from oscar.apps.shipping.models import *  # noqa: F403 - the fork adds no table; Oscar asks for this line
