"""The embedded stack: a private PostgreSQL, a private Redis and the processes of the demo."""
