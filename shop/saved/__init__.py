"""The wish list: goods that a shopper keeps for later, with an account or without."""
