"""What `annotate` and `remove` have in common: a dry run that shows the edit, and saying what was done."""

from __future__ import annotations

from difflib import unified_diff

from gto.annotations.requests import Annotate, message_for
from gto.cli.opening import opened
from gto.cli.render import shown_lines
from gto.registry.names import shown
from gto.registry.oddities import quoted
from gto.verbs.annotating import Committing, annotate, rehearse, remove

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.annotations.requests import Remove
    from gto.cli.arguments import Values
    from gto.cli.render import Screen
    from gto.verbs.annotating import Annotated


def carry_out(request: Annotate | Remove, values: Values, screen: Screen) -> None:
    """Edit the file (or, on a dry run, show the edit), commit and push it as the words of the command say."""
    repository = opened(values, screen)
    remote = None if repository.is_remote else _remote(values)
    message = values.text("message")
    commits = values.flag("commit") or message is not None or remote is not None or repository.is_remote
    committing = Committing(message or None, remote=remote) if commits else None
    if values.flag("dry_run"):
        _rehearse(request, rehearse(repository, request), committing, screen)
        return
    if isinstance(request, Annotate):
        done = annotate(repository, request, committing)
    else:
        done = remove(repository, request, committing)
    _tell(request, done, committing, screen, bare=repository.place.bare)


def _remote(values: Values) -> str | None:
    return values.text("remote") or ("origin" if values.flag("push") else None)


def _rehearse(request: Annotate | Remove, planned: Annotated, committing: Committing | None, screen: Screen) -> None:
    if not planned.changed:
        screen.line("Nothing would be changed")
        return
    before, after = (_lines(data) for data in (planned.before, planned.after))
    old, new = (
        "/dev/null" if data is None else f"{side}/{planned.file}"
        for side, data in (("a", planned.before), ("b", planned.after))
    )
    for line in unified_diff(before, after, old, new, lineterm=""):
        screen.line(shown(line))
    if committing is not None:
        screen.line(f"Would commit '{planned.file}'")
        for line in (committing.message or message_for(request)).splitlines():
            screen.line(f"    message: {line}")
        if committing.remote:
            screen.line(f"    and push it to {committing.remote}")


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "replace").splitlines()


def _tell(
    request: Annotate | Remove, done: Annotated, committing: Committing | None, screen: Screen, *, bare: bool
) -> None:
    if done.changed:
        did = "Annotated" if isinstance(request, Annotate) else "Removed annotation of"
        screen.say(f"{did} '{request.artifact}' in '{shown(done.file)}'")
    else:
        screen.say(f"Nothing to change: '{shown(done.file)}' says so already")
    if done.commit is not None:
        subject = ((committing and committing.message) or message_for(request)).splitlines()[0]
        screen.say(f"Committed {done.commit[:7]} '{shown_lines(subject)}'")
        if done.remote is not None:
            screen.line(f"Successfully pushed {done.branch} to {done.remote}.")
        elif done.branch is not None and not bare:
            screen.line("To push the changes upstream, run:")
            screen.line(f"    git push origin {quoted(done.branch)}")
    elif done.changed and committing is None:
        file = quoted(done.file)
        screen.line("To keep it, commit it:")
        screen.line(f"    git add {file} && git commit -m {quoted(message_for(request))} -- {file}")
