"""The double-entry kernel; it knows no women and no orders."""
