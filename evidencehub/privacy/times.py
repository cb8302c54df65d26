"""How long what goes by itself is kept. What each room deletes itself is told there; the rest is here."""

from datetime import timedelta

UNCONFIRMED_ACCOUNTS = timedelta(days=30)
INVITATIONS = timedelta(days=90)  # after they were answered, or nobody could answer any more
REPORT_REQUESTS = timedelta(days=730)  # after the answer, or the end of the link
TOKENS = timedelta(days=30)  # after they ran out
ATTEMPTS = timedelta(days=1)
ERASING_WAITS = timedelta(days=7)  # so that who did not ask for it can take it back
DATA_COPIES = timedelta(days=3)  # less than files of which the rest never came: the worker sweeps their folder
