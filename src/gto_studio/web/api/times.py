"""Moments as the API writes them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import overload


@overload
def moment(at: float) -> str: ...
@overload
def moment(at: float | None) -> str | None: ...
def moment(at: float | None) -> str | None:
    """Seconds since 1970 → ISO 8601 in UTC."""
    return None if at is None else datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="seconds")
