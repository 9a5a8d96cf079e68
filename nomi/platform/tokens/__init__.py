"""Private links: unguessable, expiring, hashed at rest."""
