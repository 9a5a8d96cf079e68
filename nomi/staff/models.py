"""The staff room has no tables; Django runs `post_migrate` only for apps with a models module."""
