"""Repeatable measurements: ratios in one run, never a verdict in a test."""
