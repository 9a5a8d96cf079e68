"""From the books and the participants' records to the content of a publication."""
