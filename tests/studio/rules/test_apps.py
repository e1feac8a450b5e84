"""What an app has to be allowed, and what one lacks of it."""

from __future__ import annotations

from gto_studio.forges import github, github_app
from gto_studio.forges.asking import Endpoint
from gto_studio.rules.apps import NEEDED, allows, missing, spelled

ALL = {name: level for name, (_, level) in NEEDED.items()}


def test_an_app_that_may_all_lacks_nothing() -> None:
    assert missing(spelled(ALL)) == []
    assert missing(spelled(dict.fromkeys(ALL, "admin"))) == []


def test_what_one_lacks() -> None:
    some = {**ALL, "contents": "read", "issues": "write"}
    del some["repository_hooks"]
    assert spelled(some)[-1] == "issues: write"
    assert missing(spelled(some)) == ["Contents: write", "Webhooks: write"]
    assert allows(some, "contents", "read")
    assert not allows(some, "contents", "write")
    assert not allows({"contents": "strange"}, "contents", "read")


def test_what_is_needed_is_what_the_questions_need_and_a_push() -> None:
    """Whoever asks GitHub for more writes it down, and whoever asks for less takes it out."""
    asked = [one for module in (github, github_app) for one in vars(module).values() if isinstance(one, Endpoint)]
    scopes = {one.scope for one in asked if ": " in one.scope}
    ranks = {"read": 1, "write": 2}
    most: dict[str, str] = {"Contents": "write"}
    for scope in sorted(scopes):
        words, _, level = scope.partition(": ")
        most[words] = max(level, most.get(words, level), key=ranks.__getitem__)
    assert dict(NEEDED.values()) == most
