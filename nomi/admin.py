"""Staff screens that show several rooms at once."""

from nomi.desk import orders  # noqa: F401 - registers the screen of orders
