"""Tests of participants: accounts, interviews, plans, case load."""
