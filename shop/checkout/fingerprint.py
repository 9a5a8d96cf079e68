"""A mark of what a page showed, so that Pay can tell whether it still holds."""

import hashlib
import json


def hash_facts(facts: dict[str, object]) -> str:
    """Return 32 signs that are the same for the same facts, in whatever order they come."""
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
