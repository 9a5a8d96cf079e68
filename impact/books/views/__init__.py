"""The screens of the books that are no list of rows."""
