"""What every command that writes has in common: where its tags go, a dry run, and saying what was done."""

from __future__ import annotations

from gto.cli.opening import opened
from gto.registry.oddities import quoted
from gto.registry.plans import Creation
from gto.verbs.writing import Delivery

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen
    from gto.registry.plans import Deletion
    from gto.registry.requests import Request
    from gto.verbs.repository import Repository
    from gto.verbs.writing import Done


def carry_out(request: Request, values: Values, screen: Screen) -> None:
    """Do what was requested (or, on a dry run, say what would be done), and say how to push it if nobody did."""
    repository = opened(values, screen)
    remote = values.text("remote") or ("origin" if values.flag("push") or repository.is_remote else None)
    if values.flag("dry_run"):
        _rehearse(repository, request, remote, screen)
        return
    tell(repository.carry_out(request, Delivery(remote=remote)), screen, remote)


def tell(done: Done, screen: Screen, remote: str | None) -> None:
    """Say what was done, and that it was pushed to a remote, or how to push it."""
    for creation in done.creations:
        screen.say(_created(creation))
        _pushed(creation.tag, remote, screen)
    for deletion in done.deletions:
        screen.say(f"Deleted git tag '{deletion.tag}'")
        _unpushed(deletion, remote, screen)


def simple(values: Values) -> bool | None:
    """What `--simple` says: with a counter, without one, or (None) as suits the command."""
    return {"true": True, "false": False}.get(values.text("simple") or "auto")


def _created(creation: Creation) -> str:
    tag, version = creation.tag, creation.version
    match creation.name.action:
        case "register":
            return f"Created git tag '{tag}' that registers version"
        case "deregister":
            return f"Created git tag '{tag}' that deregisters version"
        case "assign":
            return f"Created git tag '{tag}' that assigns stage to version '{version}'"
        case "unassign":
            return f"Created git tag '{tag}' that unassigns stage from version '{version}'"
        case "deprecate" | "create":
            return f"Created git tag '{tag}' that deprecates artifact"


def _pushed(tag: str, remote: str | None, screen: Screen) -> None:
    if remote is None:
        screen.line("To push the changes upstream, run:")
        screen.line(f"    git push origin {quoted(tag)}")
    else:
        screen.line(f"Running `git push {remote} {tag}`")
        screen.line(f"Successfully pushed git tag {tag} on remote.")


def _unpushed(deletion: Deletion, remote: str | None, screen: Screen) -> None:
    if remote is None:
        screen.line("To push the changes upstream, run:")
        screen.line(f"    git push --delete origin {quoted(deletion.tag)}")
    else:
        screen.line(f"Running `git push --delete {remote} {deletion.tag}`")
        screen.line(f"Successfully deleted git tag {deletion.tag} on remote.")


def _rehearse(repository: Repository, request: Request, remote: str | None, screen: Screen) -> None:
    plan = repository.plan(request, remote=remote)
    for creation in plan.creations:
        screen.line(f"Would create git tag '{creation.tag}'")
        screen.line(f"    on commit {creation.commit}")
        for line in creation.message.splitlines():
            screen.line(f"    message: {line}")
        if remote:
            screen.line(f"    and run: git push {remote} {quoted(creation.tag)}")
    for deletion in plan.deletions:
        screen.line(f"Would delete git tag '{deletion.tag}'")
        if remote:
            screen.line(f"    and run: git push --delete {remote} {quoted(deletion.tag)}")
    if not plan.tags:
        screen.line("Nothing would be changed")
