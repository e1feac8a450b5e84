"""What a Git server says when it does not take a tag or a note → a sentence for whoever clicked, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gto_studio.errors import StudioError
from gto_studio.rules.edits.plans import called

if TYPE_CHECKING:
    from gto.errors import GtoError

_NO_ACCESS = (
    "Authentication failed",
    "could not read Username",
    "could not read Password",
    "terminal prompts disabled",
    "returned error: 401",
    "returned error: 403",
    "Permission denied (",
    "access denied",
    "Access denied",
    "not allowed to push code",
    "Permission to",
    "Write access to repository not granted",
    "service not enabled",
)
_READ_ONLY = ("Read-only file system", "unable to create temporary object directory", "insufficient permission for",
              "read-only", "archived")  # fmt: skip
_GONE = ("does not appear to be a git repository", "not found", "No such file or directory")
_SILENT = ("Could not resolve host", "Connection refused", "timed out", "Failed to connect", "Couldn't connect",
           "No route to host", "hung up", "Connection reset", "returned error: 5", "unable to connect")  # fmt: skip


class TagRefused(StudioError):
    """The repository did not take a tag. Nothing was changed, here or there."""

    code = "push-refused"


class OutcomeUnknown(StudioError):
    """The answer to a push was lost, and the repository could not be asked what became of it."""

    code = "outcome-unknown"

    def __init__(self, tags: list[str], reason: str) -> None:
        super().__init__(
            f"Nobody knows whether {', '.join(tags)} was made: the repository did not answer ({reason})",
            hint="look at the history after the next sync, before you try again",
        )


class NotReadBack(StudioError):
    """The repository took a tag and does not have it."""

    code = "not-read-back"

    def __init__(self, tags: list[str]) -> None:
        super().__init__(
            f"The repository said yes to {', '.join(tags)}, and does not have it",
            hint="a rule or a hook of the server may have taken it away again; ask whoever runs it",
        )


class ChangedMeanwhile(StudioError):
    """What the preview showed is not what would be done by now. `tags` are those that would be made instead."""

    code = "changed-meanwhile"

    def __init__(self, expected: list[str], tags: list[str]) -> None:
        super().__init__(
            f"Somebody was quicker: instead of {_listed(expected)} it would be {_listed(tags)} now",
            hint="look at the new preview, and confirm it",
        )
        self.tags = tags


class PlanOutdated(StudioError):
    """What the preview of an edit showed is not what would be done by now. `plan` is what would be."""

    code = "changed-meanwhile"

    def __init__(self, plan: dict[str, Any]) -> None:
        super().__init__(
            "Somebody was quicker: the edit would be another one now",
            hint="look at the new preview, and confirm it",
        )
        self.plan = plan


class PartlyDone(StudioError):
    """Of several things that stand for themselves, some were done and some not."""

    code = "partly-done"

    def __init__(self, failed: dict[str, str], of: int) -> None:
        """`failed`: ref → why."""
        whys = "; ".join(f"{called(ref)}: {why}" for ref, why in list(failed.items())[:5])
        hint = "the others were done" if len(failed) < of else "nothing was changed"
        super().__init__(f"{len(failed)} of {of} were not done: {whys}", hint=hint)
        self.failed = failed


class PullRequestNotOpened(StudioError):
    """A branch was pushed, and its pull request could not be opened. Asked again, only that is done."""

    code = "pull-request-not-opened"

    def __init__(self, heads: list[str], error: GtoError) -> None:
        branches = ", ".join(f"'{head}'" for head in heads)
        are, its = ("is", "its pull request was") if len(heads) == 1 else ("are", "their pull requests were")
        hint = f"{error.hint}; then " if error.hint else ""
        super().__init__(
            f"{branches} {are} pushed, and {its} not opened: {error.message}",
            hint=f"{hint}try again: nothing is pushed twice",
        )


def refused(tags: list[str], reason: str, *, made: list[str]) -> StudioError:
    """The failure of a push. `made`: tags of the same action that the repository had taken before, and that stay."""
    what = _listed([tag for tag in tags if tag not in made])

    def says(signs: tuple[str, ...]) -> bool:
        return any(sign in reason for sign in signs)

    if says(_NO_ACCESS):
        sentence = f"The repository does not let this server write, so {what} was not pushed: {reason}"
        hint = (
            "connect an account that may write there under Settings › Git connections, "
            "or give the repository a token with the right to push, or a key"
        )
    elif says(_READ_ONLY):
        sentence = f"The repository is read-only, so {what} was not pushed: {reason}"
        hint = "whoever runs its server can make it writable"
    elif says(_GONE):
        sentence = f"There is no repository any more to which {what} was to be pushed: {reason}"
        hint = "check the repository's address in its settings"
    elif says(_SILENT):
        sentence = f"The repository did not answer, so {what} was not pushed: {reason}"
        hint = "try again when its server is reachable"
    else:
        sentence = f"The repository refused {what}: {reason}"
        hint = "it may be protected, or a hook forbids it; whoever runs the server can allow it"
        if any(tag.startswith("the branch ") for tag in tags):
            hint += ", and a new branch with a pull request may be taken"
    if made:
        hint = f"{_listed(made)} had been made before and stays; {hint}"
    return TagRefused(sentence, hint=hint)


def _listed(tags: list[str]) -> str:
    return ", ".join(tags) or "nothing"
