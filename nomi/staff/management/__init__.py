"""Commands for the staff logins."""
