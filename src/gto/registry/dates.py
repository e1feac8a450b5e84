"""Dates as people write them → moments."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from gto.registry.events import Moment


def parse_date(text: str) -> Moment | None:
    """`2026-03-01` (the end of that day), `2026-03-01T14:00`, `2026-03-01 14:00:00+01:00`; None for anything else.

    Without an offset the local time zone is meant.
    """
    try:
        if len(text) == 10:
            moment = datetime.combine(date.fromisoformat(text), time(23, 59, 59))
        elif len(text) > 10:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        else:
            return None
        moment = moment.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    offset = moment.utcoffset() or timedelta()
    return Moment(int(moment.timestamp()), int(offset.total_seconds()) // 60)
