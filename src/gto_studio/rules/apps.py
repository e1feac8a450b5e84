"""What an app at GitHub has to be allowed, in GitHub's words, and what one lacks of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: By the name that GitHub's API has for it: what people read there, and how much is needed. Each is the scope of a
#: question in `forges/github.py` and `forges/github_app.py`, but for the first: that one is for pushes.
NEEDED = {
    "contents": ("Contents", "write"),
    "metadata": ("Metadata", "read"),
    "pull_requests": ("Pull requests", "write"),
    "checks": ("Checks", "read"),
    "statuses": ("Commit statuses", "write"),
    "repository_hooks": ("Webhooks", "write"),
}
_RANK = {"": 0, "read": 1, "write": 2, "admin": 3}


def allows(permissions: Mapping[str, str], name: str, level: str) -> bool:
    """Whether an installation with these permissions may do that much with that."""
    return _RANK.get(permissions.get(name, ""), 0) >= _RANK[level]


def spelled(permissions: Mapping[str, str]) -> list[str]:
    """As they are kept and shown: `Contents: write`. What Studio has no use for comes last, under its own name."""
    ours = [f"{words}: {permissions[name]}" for name, (words, _) in NEEDED.items() if name in permissions]
    return ours + [f"{name}: {level}" for name, level in sorted(permissions.items()) if name not in NEEDED]


def missing(scopes: Iterable[str]) -> list[str]:
    """What is needed and not among permissions that were spelled so: `Webhooks: write`."""
    there = dict(scope.rpartition(": ")[::2] for scope in scopes)
    return [f"{words}: {level}" for words, level in NEEDED.values() if not allows(there, words, level)]
