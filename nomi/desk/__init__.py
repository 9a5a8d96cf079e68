"""The staff's desk: the admin site, its sidebar and its Today page."""
