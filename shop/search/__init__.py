"""Search over the catalogue on PostgreSQL full text."""
