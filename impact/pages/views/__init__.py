"""Public impact pages, and a buyer's own trace."""

from impact.pages.views.trace import show_trace

__all__ = ["show_trace"]
