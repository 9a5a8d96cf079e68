"""The tables of gift cards: the cards, every cent that moved on one, and what they pay."""

from shop.giftcards.models.cards import GiftCard
from shop.giftcards.models.choices import KeptCard
from shop.giftcards.models.movements import CardMovement
from shop.giftcards.models.payments import CardPayment

__all__ = ["CardMovement", "CardPayment", "GiftCard", "KeptCard"]
