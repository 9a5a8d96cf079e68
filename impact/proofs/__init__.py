"""The tamper-evident log of the books: leaves, checkpoints, receipts."""
