"""Orders that staff take: on the telephone, or at a stall."""
