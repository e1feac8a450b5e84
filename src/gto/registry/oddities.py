"""Tags that look like ours but cannot be taken at their word: what is wrong, and how to mend it."""

from __future__ import annotations

from gto.record import Record
from gto.registry.names import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Oddity(Record):
    """Something wrong with the registry's tags.

    `counts` tells whether the tag is part of the registry all the same; `tags` are those it concerns.
    """

    code: str
    tags: tuple[str, ...]
    says: str
    repair: str
    counts: bool = False


def lightweight(tag: str) -> Oddity:
    return Oddity(
        "lightweight",
        (tag,),
        f"tag '{tag}' is a lightweight tag: it says neither who nor when, so it is ignored",
        f"if it was meant: git tag -d {quoted(tag)}, then register or assign with gto",
    )


def missing(tag: str) -> Oddity:
    return Oddity(
        "missing-object",
        (tag,),
        f"tag '{tag}' points to an object that is missing or damaged",
        f"fetch it again: git fetch origin {quoted(f'+refs/tags/{tag}:refs/tags/{tag}')}",
    )


def missing_target(tag: str, target: str) -> Oddity:
    return Oddity(
        "missing-commit",
        (tag,),
        f"the commit {target[:7]} of tag '{tag}' is missing or damaged",
        "fetch it: git fetch --tags origin (in a shallow clone: git fetch --unshallow --tags origin)",
    )


def not_a_commit(tag: str, kind: str) -> Oddity:
    return Oddity(
        "not-a-commit",
        (tag,),
        f"tag '{tag}' points to a {kind}, not to a commit",
        f"delete it: git tag -d {quoted(tag)} (and on the remote: git push --delete origin {quoted(tag)})",
    )


def unreadable(tag: str, why: str) -> Oddity:
    return Oddity(
        "unreadable",
        (tag,),
        f"tag '{tag}' cannot be read: {why}",
        f"replace it: git tag -d {quoted(tag)}, then register or assign with gto",
    )


def nested(tag: str, inner: str) -> Oddity:
    return Oddity(
        "nested",
        (tag,),
        f"tag '{tag}' points to another tag, '{shown(inner)}'; the commit behind that is taken",
        "nothing needs to be done; other tools may not find the commit",
        counts=True,
    )


def renamed(tag: str, inside: str) -> Oddity:
    return Oddity(
        "renamed",
        (tag,),
        f"tag '{tag}' was made as '{shown(inside)}'; the name it has now counts",
        f"if the new name is wrong: git tag -d {quoted(tag)}",
        counts=True,
    )


def not_utf8(tag: str) -> Oddity:
    return Oddity(
        "not-utf8",
        (tag,),
        f"the text of tag '{tag}' is not UTF-8; unreadable characters are replaced",
        "nothing needs to be done",
        counts=True,
    )


def two_versions(artifact: str, commit: str, tags: Sequence[str]) -> Oddity:
    kept = ", ".join(f"'{tag}'" for tag in tags)
    return Oddity(
        "two-versions",
        tuple(tags),
        f"commit {commit[:7]} carries several versions of '{artifact}': {kept}; stages there belong to the newest",
        f"delete the tag that is wrong: git tag -d {quoted(tags[0])}",
        counts=True,
    )


def two_commits(artifact: str, version: str, tags: Sequence[str]) -> Oddity:
    kept = ", ".join(f"'{tag}'" for tag in tags)
    return Oddity(
        "two-commits",
        tuple(tags),
        f"version {version} of '{artifact}' is registered on several commits: {kept}",
        f"delete the tag that is wrong: git tag -d {quoted(tags[-1])}",
        counts=True,
    )


def clock(later: str, counted_higher: str) -> Oddity:
    return Oddity(
        "clock",
        (later, counted_higher),
        f"tag '{later}' has a lower counter but a later time than '{counted_higher}'; the time decides",
        "a computer's clock was wrong; if the order matters, repeat the later action",
        counts=True,
    )


def same_counter(tags: Sequence[str]) -> Oddity:
    return Oddity(
        "same-counter",
        tuple(tags),
        f"the tags {', '.join(repr(t) for t in tags)} have one counter: they were made at the same time",
        "nothing needs to be done",
        counts=True,
    )


def incomplete(why: str, *, shallow: bool) -> Oddity:
    command = "git fetch --unshallow --tags" if shallow else "git fetch --tags"
    return Oddity(
        "incomplete-clone",
        (),
        f"this clone may lack tags, because {why}; what is shown may be incomplete",
        f"get them: {command}",
        counts=True,
    )


def bad_annotation(file: str, why: str) -> Oddity:
    return Oddity("annotation", (), f"{shown(file)}: {shown(why)}", "mend the file and commit it", counts=True)


def unread_file(file: str, why: str) -> Oddity:
    return Oddity(
        "unread-file",
        (),
        f"{shown(file)}: {shown(why)}",
        "in a partial clone, `git show` brings it; `git fsck` says what is damaged",
        counts=True,
    )


_SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_"


def quoted(text: str) -> str:
    """Text as one word of a POSIX shell, the way `shlex.quote` writes it (which costs an import of `re`)."""
    if text and not text.strip(_SAFE):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'"
