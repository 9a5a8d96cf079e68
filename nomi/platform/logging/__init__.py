"""Structured logs of web, worker and beat, without personal data."""
