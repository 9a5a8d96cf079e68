"""Staff screens that show several rooms at once."""

from nomi.desk import people  # noqa: F401 - importing registers the screens
from nomi.desk.orders import screen  # noqa: F401 - the same
