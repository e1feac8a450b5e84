"""An edit + what the repository has → the plan: commits and their files, refs, pull requests, or why not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gto.annotations.entries import Annotation
from gto.errors import GtoError
from gto_studio.errors import Conflict, NotFound, WrongInput
from gto_studio.rules import promotions
from gto_studio.rules.edits.annotating import edited
from gto_studio.rules.edits.asked import (
    Annotate,
    Branch,
    DeleteExperiments,
    Experiment,
    Promote,
    RenameExperiment,
    Unannotate,
    Words,
)
from gto_studio.rules.edits.importing import imported, remark
from gto_studio.rules.edits.plans import Commit, FileChange, Plan, PullRequest, RefChange
from gto_studio.rules.edits.running import runs
from gto_studio.rules.experiments import named

if TYPE_CHECKING:
    from gto_studio.rules.edits.asked import Edit, Target
    from gto_studio.rules.edits.seen import Seen


def plan(edit: Edit, seen: Seen) -> Plan:
    """What the edit would do. NotSeen where something has to be brought first; what stands in its way is `refusal`."""
    try:
        match edit:
            case Annotate() | Unannotate():
                return _annotated(edit, seen)
            case Promote():
                return _promoted(edit, seen)
            case Branch():
                return _branch(edit, seen)
            case DeleteExperiments():
                return _deleted(edit, seen)
            case RenameExperiment():
                return _renamed(edit, seen)
            case Experiment():
                return _run(edit, seen)
    except GtoError as error:
        return Plan(refusal=error)


def _annotated(edit: Annotate | Unannotate, seen: Seen) -> Plan:
    target = edit.target
    parent = seen.head(target.base)
    file, message = edited(edit, parent, seen)
    if file.after == file.before:
        raise WrongInput("Nothing would change", hint="it is written there just so already")
    made = _committed(target, parent, target.message or message, (file,), seen)
    if isinstance(edit, Unannotate) or edit.url is None:
        return made
    path = Annotation(edit.artifact, file.path, path=edit.path).location or ""
    files = (file, *imported(edit.url, path, parent, seen))
    return replace(made, commits=(replace(made.commits[0], files=files),), remarks=(remark(path),))


def _promoted(edit: Promote, seen: Seen) -> Plan:
    """One file, the report, on a branch of its own; its pull request says the same."""
    target, promotion = edit.target, edit.promotion
    if target.branch is None or target.pull_request is None:
        raise WrongInput("A promotion is asked for by a pull request", fields={"branch": "name a new one"})
    parent = seen.head(target.base)
    path = promotions.path(promotion)
    file = FileChange(path, seen.file(parent, path), edit.report.encode())
    if file.after == file.before:
        raise WrongInput("That was asked for before, in these words", hint=f"see {path} on {target.base}")
    message = target.message or promotions.title(promotion)
    words = Words(target.pull_request.title or promotions.title(promotion), target.pull_request.body or edit.report)
    return _committed(replace(target, pull_request=words), parent, message, (file,), seen)


def _run(edit: Experiment, seen: Seen) -> Plan:
    target = edit.target
    made, remarks = runs(edit, seen)
    plan = Plan(remarks=tuple(remarks))
    for one in made:
        if one.is_new:
            _free(one.branch, seen)
        words = target.pull_request
        if words is not None and words.title and len(made) > 1:
            words = Words(f"{words.title}: {one.values}", words.body)
        commit = Commit(one.branch, one.is_new, edit.commit, one.message, one.files)
        requests = _requested(words, one.message, target.base, one.branch)
        plan = plan.joined(Plan(commits=(commit,), pull_requests=requests))
    return plan


def _committed(target: Target, parent: str, message: str, files: tuple[FileChange, ...], seen: Seen) -> Plan:
    """One commit, onto the base or onto a new branch, with a pull request if there is to be one."""
    branch = target.branch or target.base
    if target.branch is not None:
        _free(target.branch, seen)
    commit = Commit(branch, target.branch is not None, parent, message, files)
    requests = _requested(target.pull_request, message, target.base, branch)
    return Plan(commits=(commit,), pull_requests=requests)


def _requested(words: Words | None, message: str, base: str, head: str) -> tuple[PullRequest, ...]:
    if words is None:
        return ()
    subject, _, rest = message.partition("\n")
    return (PullRequest(words.title or subject, words.body or rest.strip(), base, head),)


def _free(branch: str, seen: Seen) -> None:
    """A new branch needs a name that nobody has, nor a folder of branches."""
    ref = f"refs/heads/{branch}"
    above = {ref[:at] for at, sign in enumerate(ref) if sign == "/"}
    taken = next((one for one in seen.refs if one == ref or one.startswith(f"{ref}/") or one in above), None)
    if taken is not None:
        name = taken.removeprefix("refs/heads/")
        raise WrongInput(f"There is a branch '{name}' already", fields={"branch": "choose another name"})


def _branch(edit: Branch, seen: Seen) -> Plan:
    if not seen.exists(edit.commit):
        raise NotFound(f"The repository has no commit {edit.commit:.7} any more")
    ref = f"refs/heads/{edit.branch}"
    requests: tuple[PullRequest, ...] = ()
    if edit.pull_request is not None:
        base = edit.base or seen.default_branch
        if base is None or base == edit.branch:
            raise WrongInput("Into which branch is it to be merged?", fields={"base": "name a branch"})
        seen.head(base)
        requests = _requested(edit.pull_request, f"Merge {edit.branch}", base, edit.branch)
    if requests and seen.refs.get(ref) == edit.commit:
        return Plan(pull_requests=requests, remarks=(f"The branch '{edit.branch}' is there already",))
    _free(edit.branch, seen)
    return Plan(refs=(RefChange(ref, None, edit.commit),), pull_requests=requests)


def _deleted(edit: DeleteExperiments, seen: Seen) -> Plan:
    """Each for itself: one that somebody changed does not keep the others."""
    remarks = [
        f"{_name(ref)} was pushed again since you saw it" if ref in seen.refs else f"{_name(ref)} is gone already"
        for ref, commit in edit.refs
        if seen.refs.get(ref) != commit
    ]
    refs = tuple(RefChange(ref, commit, None) for ref, commit in edit.refs)
    return Plan(refs=refs, remarks=tuple(remarks), together=False)


def _renamed(edit: RenameExperiment, seen: Seen) -> Plan:
    found = seen.refs.get(edit.ref)
    if found is None:
        raise NotFound(f"The repository has no experiment '{_name(edit.ref)}' any more")
    if found != edit.commit:
        raise Conflict(f"{_name(edit.ref)} was pushed again since you saw it", hint="look at it again")
    new = f"{edit.ref.rpartition('/')[0]}/{edit.name}"
    if new in seen.refs:
        raise WrongInput(
            f"There is an experiment '{edit.name}' already", fields={"name": "choose another name for this commit"}
        )
    return Plan(refs=(RefChange(new, None, edit.commit), RefChange(edit.ref, edit.commit, None)))


def _name(ref: str) -> str:
    found = named(ref)
    return found[1] if found else ref
