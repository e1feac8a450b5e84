"""What a program finds around it when a test starts it: a person, a clock, a home; nothing of this machine.

With names and dates fixed, commit ids are the same everywhere and no test has to hide them. Nothing waits for a disk:
no test cuts the power.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

NAME = "Jo Tester"
EMAIL = "jo@example.com"
MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)

GITCONFIG = f"""\
[user]
	name = {NAME}
	email = {EMAIL}
	useConfigOnly = true
[init]
	defaultBranch = main
[core]
	fsync = none
[advice]
	detachedHead = false
[gc]
	auto = 0
[maintenance]
	auto = false
"""


def settle(home: Path) -> dict[str, str]:
    """Furnish a home folder; give the environment that leads there."""
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitconfig").write_text(GITCONFIG)
    return {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "TZ": "UTC",
        **clock(MORNING),
    }


def clock(time: datetime) -> dict[str, str]:
    """The environment in which Git believes that it is this time."""
    text = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    return {"GIT_AUTHOR_DATE": text, "GIT_COMMITTER_DATE": text}


def minutes_later(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)
