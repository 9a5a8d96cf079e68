"""A stock django-oscar project, untouched, to be measured beside the store."""
