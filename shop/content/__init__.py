"""The shop's own pages in all their versions, and the messages people write to us."""
