"""What is done to public figures and words: made, looked through, approved, taken down."""

from impact.pages.services.fund import publish_fund_batch

__all__ = ["publish_fund_batch"]
