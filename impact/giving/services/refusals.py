"""What giving may be refused for; each says it in words that people read."""


class GivingRefusedError(Exception):
    """The words say why; nothing was changed."""


class GivingClosedError(GivingRefusedError):
    """No gift can be taken: the organisation's tax number is not set."""


class GiftDiffersError(Exception):
    """Another amount was paid for a gift than it was written down with; a fault of ours."""


class NotReceivedError(GivingRefusedError):
    """Only a gift that was received can be given back or acknowledged."""
