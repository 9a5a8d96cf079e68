"""What posting and closing agree on.

Posting into a day that is over takes the lock shared and then looks whether the day is closed;
closing takes it alone. So a close waits for the entries under way and none slips in behind it,
while posters never wait for one another. An entry of today takes no lock and looks nowhere: no day
is closed before its second day after, long after its last transaction has ended.
"""

PERIOD_LOCK = 7_101
"""The number of the advisory lock; nothing else takes it."""
