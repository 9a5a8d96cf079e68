"""Who stands behind a code: sealed field by field, opened with a reason, every look written down.

Nothing else in the store may import this room, save the page that tells a woman who looked.
"""
