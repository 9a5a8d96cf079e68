"""Why a payment file is not made or handed out, and why a line is not what somebody says."""


class BankingRefusedError(Exception):
    """The step was refused; nothing was changed."""


class DebtorUnknownError(BankingRefusedError):
    """The settings do not say which account pays."""


class NothingToPayError(BankingRefusedError):
    """No payout waits for the bank that may leave now."""


class InvalidOrderError(BankingRefusedError):
    """The file would break the bank's standard."""


class BadExecutionDayError(BankingRefusedError):
    """The bank cannot pay on that day."""


class DownloadRefusedError(BankingRefusedError):
    """The file was taken out before, and this person may not take it again."""


class FileAlreadyPaidError(BankingRefusedError):
    """The bank has carried out some of the file's wires already."""


class UnknownWireError(BankingRefusedError):
    """The payout is in no payment file."""


class WireSeenError(BankingRefusedError):
    """A line of the bank that nobody has explained may be this wire."""


class AlreadyExplainedError(BankingRefusedError):
    """Somebody, or the machinery, has said before what the line is."""


class WrongExplanationError(BankingRefusedError):
    """The line cannot be what somebody says it is."""
