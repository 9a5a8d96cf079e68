"""Send parcels, note their arrival, and take pieces out of an order."""

from nomi.platform.tables import TableRefused
from shop.fulfilment.services.cancelling import cancel_pieces
from shop.fulfilment.services.handing_over import hand_over
from shop.fulfilment.services.refusals import ParcelRefused
from shop.fulfilment.services.shipping import deliver_order, ship_pieces
from shop.fulfilment.services.tables import preview_table, ship_table

__all__ = [
    "ParcelRefused",
    "TableRefused",
    "cancel_pieces",
    "deliver_order",
    "hand_over",
    "preview_table",
    "ship_pieces",
    "ship_table",
]
