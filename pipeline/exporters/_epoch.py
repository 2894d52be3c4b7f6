"""The one moment that an artefact is dated with (law 6: same bytes on any day)."""

from __future__ import annotations

import os

from pipeline.errors import UsageError

_VARIABLE = "SOURCE_DATE_EPOCH"

# 1980-01-01T00:00:00Z, the first moment that a ZIP entry can be dated with.
FIXED_EPOCH = 315_532_800

# 2107-12-31T23:59:58Z, the last one; it also keeps every date to four digits of a year.
_LAST = 4_354_819_198


def source_date_epoch() -> int:
    """Seconds since 1970: the environment's ``SOURCE_DATE_EPOCH``, else 1980-01-01.

    A moment outside of 1980 to 2107, which ZIP can't write, becomes the nearest that it can.

    Raises:
        UsageError: the variable is set, but is no number of seconds.
    """
    written = os.environ.get(_VARIABLE, "")
    if not written:
        return FIXED_EPOCH
    if not (written.isascii() and written.isdigit()):
        raise UsageError(f"{_VARIABLE} is {written!r}; it has to be a number of seconds since 1970")
    # Python refuses to read a number of more than some thousand digits.
    seconds = int(written) if len(written) < 20 else _LAST
    return min(max(seconds, FIXED_EPOCH), _LAST)
