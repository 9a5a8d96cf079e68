"""Why a bank's file is not taken in. Each has its words; nothing of the file is kept."""


class StatementRefusedError(Exception):
    """The file is no statement that can be imported; nothing was imported."""


class EmptyFileError(StatementRefusedError):
    """The file holds nothing."""


class FileTooLargeError(StatementRefusedError):
    """The file is larger than any statement."""


class UnknownFormatError(StatementRefusedError):
    """The file is neither camt.053 nor our table."""


class BrokenFileError(StatementRefusedError):
    """The file cannot be read to its end, or lacks what every statement has."""


class DangerousFileError(StatementRefusedError):
    """The file declares entities, which no bank does and attackers do."""


class BadValueError(StatementRefusedError):
    """A date, an amount or a code in the file cannot be read."""


class ForeignAccountError(StatementRefusedError):
    """The statement is of an account that is not ours."""


class ForeignCurrencyError(StatementRefusedError):
    """The statement is in another currency than our account."""


class TotalDiffersError(StatementRefusedError):
    """The opening balance and the movements do not sum to the closing balance."""


class RepeatedLineError(StatementRefusedError):
    """The same reference of the bank stands on two lines of the file."""


class LineChangedError(StatementRefusedError):
    """A line that was imported before comes again with another amount or day."""


class StatementChangedError(StatementRefusedError):
    """A statement that was imported before comes again with other content."""


class BeforeFirstStatementError(StatementRefusedError):
    """The statement begins before the first one imported."""
