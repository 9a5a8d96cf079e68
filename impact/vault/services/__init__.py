"""Writing, looking, erasing and wrapping anew."""
