"""Staff screens that show several rooms at once."""

from nomi.desk import orders, people  # noqa: F401 - importing registers the screens
