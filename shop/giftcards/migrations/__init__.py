"""The room's tables, step by step."""
