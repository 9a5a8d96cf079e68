"""Tests, laid out like the code they speak of."""
