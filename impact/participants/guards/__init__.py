"""The rules of the programme that the database itself keeps, as triggers, by topic."""
