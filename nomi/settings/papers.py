"""What stands on papers as the seller, and until when goods may come back."""

from nomi import env

SELLER_NAME = env.find_text("SELLER_NAME", "Nomi Network")
SELLER_ADDRESS = env.find_text(
    "SELLER_ADDRESS", "PO Box 1 · New York, NY 10001 · United States"
).split(" · ")
"""The seller's lines below her name, on invoices and as the sender of parcels; “ · ” parts them."""
SELLER_PLACE = env.find_text("SELLER_PLACE", "New York · NY · 10001 · US")
"""Where the store stands, as tax asks for it: city, state, postal code, country code."""
STALL_PLACE = env.find_text("STALL_PLACE", "")
"""Where staff hand goods over, written alike; blank: the store's own place."""
SELLER_TAX_WORDS = env.find_text("SELLER_TAX_WORDS", "")
"""A tax number with its name, as the law of the place asks for it on invoices. [counsel]"""
RETURN_DAYS_AFTER_ARRIVAL = env.get_number("RETURN_DAYS_AFTER_ARRIVAL", 30)
RETURN_DAYS_AFTER_LEAVING = env.get_number("RETURN_DAYS_AFTER_LEAVING", 40)
"""Days in which goods may come back: after they arrived, or after they left when nobody told."""
