"""Orders for somebody else: a note in the parcel, and no price."""
