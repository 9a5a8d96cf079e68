"""Send parcels, note their arrival, and take pieces out of an order."""

from shop.fulfilment.services.cancelling import cancel_pieces
from shop.fulfilment.services.refusals import ParcelRefused
from shop.fulfilment.services.shipping import deliver_order, ship_pieces

__all__ = ["ParcelRefused", "cancel_pieces", "deliver_order", "ship_pieces"]
