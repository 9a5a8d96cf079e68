"""Tests of impact: money, books, shares, participants and pages."""
