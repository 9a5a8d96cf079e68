"""The staff screens of policies, shares, runs and the reserve."""

from impact.shares.admin import funding, policies, reserve, runs, sales

__all__ = ["funding", "policies", "reserve", "runs", "sales"]
