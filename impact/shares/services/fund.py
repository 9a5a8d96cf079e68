"""The Training Fund's runs follow one another."""

from django.db import connection

FUND_LOCK = 7_201
"""The number of the advisory lock that the runs take; nothing else takes it."""


def lock_fund() -> None:
    """Hold off other maturity and allocation runs until this transaction ends.

    So an allocation takes in exactly the maturity runs up to the one it names. Sales and refunds
    do not wait here. A lock of its own, because the web's role may not lock rows that are final.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FUND_LOCK])
