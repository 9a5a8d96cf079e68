"""One at a time at the bank desk: whoever writes there waits for whoever does.

There are a few files a day and nobody waits long; in exchange no two people can pay one payout
twice or match one line twice, and no two writers lock payouts in different orders.
"""

from django.db import connection

BANK_DESK = 0x62616E6B
"""Any number, the same everywhere, that no other room takes as its advisory lock."""


def lock_bank_desk() -> None:
    """Wait until nobody else writes here; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BANK_DESK])
