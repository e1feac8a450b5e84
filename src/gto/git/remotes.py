"""Talking to a remote: which tags it has, fetching those that lack, pushing one and being sure what became of it.

Two writers on two machines must not take one number. A remote keeps no lock, but it compares before it changes: every
push carries, beside the new tag, a note `refs/gto/last/ARTIFACT` that has to have the value it had when the tags were
listed. Whoever comes second is refused and decides again. Remotes that don't take such refs still refuse a tag that
exists. (docs/decisions/0004-one-writer-at-a-time.md)
"""

from __future__ import annotations

from time import sleep

from gto.errors import GitFailed, GitTimeout, PushRefused, RemoteUnreachable, WrongArgs
from gto.git import refs
from gto.git.run import Finished, git
from gto.git.transaction import RefChange
from gto.record import Record
from gto.registry.names import shown
from gto.registry.oddities import quoted
from gto.registry.tags import in_tag, patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SCHEMES = ("https://", "http://", "ssh://", "git://", "file://", "git+ssh://", "ssh+git://")


#: How git says that somebody was quicker: of one ref, and among what a server with atomic transactions says.
_LATE = ("stale info", "already exists", "fetch first", "cannot lock ref")
_HELD = ".lock': File exists"
_LOCKED = ("reference already exists", "but expected", _HELD)
#: Why a note is refused together with its tag, and not for itself.
_NOT_FOR_ITSELF = ("atomic", "cannot lock", "unpacker error")

#: A remote needs no longer than this between the refs of one push, even on a machine that is busy with other things.
BETWEEN_REFS_SECONDS = 1.0

#: So often an artifact is listed that others change all the while.
LISTINGS_MOST = 60

#: Where the notes are by which writers of one artifact see each other.
NOTES = "refs/gto/last/"


class RemoteTags(Record):
    """An artifact's tags on a remote, name → object id, and the value of its note (empty without one)."""

    ids: dict[str, str]
    last: str

    @property
    def is_whole(self) -> bool:
        """Whether the tag is there that the note tells of. If not, it was deleted, or it is about to appear: a remote
        that keeps refs as files changes those of one push one after the other, the note before the new tag."""
        return not self.last or self.last in self.ids.values()


class RefUpdate(Record):
    """A ref of a remote: where it is to lead (None: nowhere), and where it leads now (None: it is not there)."""

    ref: str
    new: str | None
    old: str | None


class Taken(Exception):
    """The remote changed since its tags were listed; what was to be pushed has to be decided again."""


class Locked(Taken):
    """Somebody is just writing what was to be written, or was cut off in the midst of it. Nothing was changed."""


class MovedOn(Taken):
    """The remote's branches moved on, so that git knows no more what the remote has got. Nothing was sent."""


def check_url(url: str) -> str:
    """Give an address back if Git may be asked to go there: https, ssh, git, file, or `host:path`."""
    if url.startswith("-") or "::" in url.partition("/")[0] or not url.isprintable():
        raise WrongArgs(f"'{shown(url)}' is no address of a repository", hint="https, ssh, git and file addresses work")
    scheme = url.lower().partition("://")[0] + "://" if "://" in url else ""
    if scheme and scheme not in _SCHEMES:
        raise WrongArgs(f"Addresses like '{shown(url)}' are not used", hint="https, ssh, git and file addresses work")
    return url


def is_url(text: str) -> bool:
    """Whether text is an address (with a scheme, or `host:path`) rather than a path."""
    if "://" in text or "::" in text:
        return True
    host, colon, _ = text.partition(":")
    return bool(colon) and "/" not in host and "\\" not in host and len(host) > 1


def list_artifact(at: str, remote: str, artifact: str) -> RemoteTags:
    """The tags of one artifact on a remote, and its note: one round trip, or more where they are not whole.

    RemoteUnreachable, also where others change the artifact so often that nobody gets a look between their pushes.
    """
    before = None
    for _ in range(LISTINGS_MOST):
        seen = _list_artifact(at, remote, artifact)
        if seen.is_whole or seen == before:  # the same twice: the newest tag was deleted
            return seen
        before = seen
        sleep(BETWEEN_REFS_SECONDS)
    raise RemoteUnreachable(
        f"Cannot list the tags of '{artifact}' on '{shown(without_secret(remote))}': "
        f"each of {LISTINGS_MOST} listings was made in the middle of another's push",
        hint="run the command again when fewer write there at once",
    )


def _list_artifact(at: str, remote: str, artifact: str) -> RemoteTags:
    note = note_ref(artifact)
    said = _ask(at, remote, "ls-remote", "--refs", "--end-of-options", remote, *patterns(artifact), note)
    ids: dict[str, str] = {}
    last = ""
    for line in refs.lines(said.text):
        id, _, ref = line.partition("\t")
        if ref == note:
            last = id
        elif ref.startswith("refs/tags/"):
            ids[ref[10:]] = id
    return RemoteTags(ids, last)


def list_copy(at: str, artifact: str) -> RemoteTags:
    """The same as a copy of the remote has it, whole or not: no round trip, and if whole, true where a push that rests
    on it succeeds."""
    note = note_ref(artifact)
    ids = refs.ids(git("for-each-ref", "--format=%(objectname) %(refname)", *patterns(artifact), note, at=at).text)
    last = ids.pop(note, "")
    return RemoteTags({ref.removeprefix("refs/tags/"): id for ref, id in ids.items()}, last)


def fetch_tags(at: str, remote: str, names: Sequence[str]) -> None:
    """Bring these tags, and the commits they lead to, into the repository. Existing tags are never overwritten."""
    wanted = "".join(f"refs/tags/{name}:refs/tags/{name}\n" for name in names)
    options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--no-auto-gc")
    _ask(
        at,
        remote,
        "fetch",
        *options,
        "--stdin",
        "--end-of-options",
        remote,
        stdin=wanted.encode(),
        reading=False,
    )


def fetch_branches(at: str, remote: str) -> None:
    """Bring the branches of a copy up to date, so that git knows what the remote has got."""
    options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--no-auto-gc")
    _ask(at, remote, "fetch", *options, "--end-of-options", remote, "+refs/heads/*:refs/heads/*", reading=False)


def push(at: str, remote: str, change: RefChange, *, artifact: str, last: str) -> str:
    """Push one tag, created or deleted. Gives the new value of the artifact's note.

    Taken if the tag, or the note's value `last`, is no longer what was seen; MovedOn if a copy without files has to
    be brought up to date first; PushRefused with the remote's reason.
    Where the answer is lost on the way, the remote is asked what became of it.
    """
    note = note_ref(artifact)
    target = change.new or ""
    expect = change.old or ""
    arguments = [
        f"--force-with-lease={change.ref}:{expect}",
        "--end-of-options",
        remote,
        f"{target}:{change.ref}",
    ]
    if change.new is None:
        _judge(at, _push(at, remote, change, arguments), change, remote)
        return last
    guarded = [f"--force-with-lease={note}:{last}", "--atomic", *arguments, f"{change.new}:{note}"]
    done = _push(at, remote, change, guarded)
    if done.code != 0 and _note_was_refused(done, note):
        if not _took(done, change.ref):  # a ref that a server hides it refuses by itself, and takes the others
            _judge(at, _push(at, remote, change, arguments), change, remote)
        return last
    _judge(at, done, change, remote)
    return change.new


def fetch_prefix(at: str, remote: str, prefix: str) -> None:
    """Bring the refs of a copy that begin with `prefix` up to date, those included that are gone."""
    options = ("--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--no-auto-gc")
    _ask(at, remote, "fetch", *options, "--end-of-options", remote, f"+{prefix}*:{prefix}*", reading=False)


def push_ref(at: str, remote: str, ref: str, new: str, old: str | None) -> None:
    """Push a commit as a ref that is no tag, if the ref is still at `old` there (None: is not there).

    Taken if it is elsewhere by now; PushRefused with the remote's reason, or `unsure` where its answer was lost.
    """
    said = f"The command `git push {remote} {ref}` failed"
    look = f"look what became of it with git ls-remote {quoted(remote)} {quoted(ref)}"
    try:
        done = git(
            # A copy without files has not got the content of what the remote has: git must not send it again because it
            # stands in another folder (`useSparse`), nor compute differences to it (`thin`).
            *("-c", "pack.useSparse=false", "push", "--no-thin", "--porcelain", "--no-follow-tags"),
            "--recurse-submodules=no",
            *(f"--force-with-lease={ref}:{old or ''}", "--end-of-options", remote, f"{new}:{ref}"),
            at=at,
            reading=False,
            network=True,
            codes=range(-64, 256),
        )
    except GitTimeout as error:
        raise PushRefused(said, hint=look, reason=f"nothing ({error.message})", unsure=True) from None
    if done.code == 0:
        return
    status = _status(done, ref)
    if any(sign in status for sign in _LATE) or any(sign in done.reason for sign in _LOCKED):
        raise Taken(status or done.reason)
    if "rejected" not in status:
        try:
            there = refs.ids(
                _ask(at, remote, "ls-remote", "--refs", "--end-of-options", remote, ref).text.replace("\t", " ")
            )
        except (RemoteUnreachable, GitTimeout):
            raise PushRefused(said, hint=look, reason=done.reason, unsure=True) from None
        if there.get(ref) == new:
            return
    raise PushRefused(said, hint="nothing was changed there", reason=_said_by(done, status))


def push_refs(at: str, remote: str, updates: Sequence[RefUpdate], *, atomic: bool) -> dict[str, str | None]:
    """Push several refs, each only if it is where it was seen: ref → None if it was done, else why not.

    `atomic`: all or none. An empty reason: the ref is elsewhere by now. NotAtomic if the remote cannot do that and
    nothing was changed; PushRefused, `unsure`, where the answer was lost and nobody can be asked.
    """
    said = f"The command `git push {remote} {' '.join(one.ref for one in updates)}` failed"
    look = f"look what became of it with git ls-remote {quoted(remote)}"
    leases = [f"--force-with-lease={one.ref}:{one.old or ''}" for one in updates]
    try:
        done = git(
            *("-c", "pack.useSparse=false", "push", "--no-thin", "--porcelain", "--no-follow-tags"),  # as push_ref
            *(("--atomic",) if atomic else ()),
            "--recurse-submodules=no",
            *(*leases, "--end-of-options", remote, *(f"{one.new or ''}:{one.ref}" for one in updates)),
            at=at,
            reading=False,
            network=True,
            codes=range(-64, 256),
        )
    except GitTimeout as error:
        raise PushRefused(said, hint=look, reason=f"nothing ({error.message})", unsure=True) from None
    if done.code == 0:
        return {one.ref: None for one in updates}
    if "does not support --atomic" in done.reason:
        raise NotAtomic
    try:
        there = refs.ids(_ask(at, remote, "ls-remote", "--refs", "--end-of-options", remote).text.replace("\t", " "))
    except (RemoteUnreachable, GitTimeout):
        raise PushRefused(said, hint=look, reason=done.reason, unsure=True) from None
    return {one.ref: _became(done, one, there.get(one.ref)) for one in updates}


class NotAtomic(Exception):
    """The remote takes refs one by one only."""


def _became(done: Finished, update: RefUpdate, there: str | None) -> str | None:
    """Of a push that was not taken as a whole: why one of its refs was not; None if it is as it was to be."""
    if there == update.new:
        return None
    return "" if there != update.old else _said_by(done, _status(done, update.ref))


def note_ref(artifact: str) -> str:
    """The ref by which writers of one artifact see each other."""
    return NOTES + in_tag(artifact).replace("/", "%")


def failed_push(remote: str, change: RefChange, reason: str, *, unsure: bool = False) -> PushRefused:
    """The refusal as GTO 1.x words it, with the reason it kept to itself. `unsure`: the remote's answer was lost."""
    command = f"git push --delete {remote} {change.tag}" if change.new is None else f"git push {remote} {change.tag}"
    what = "nothing was changed, neither here nor there; when the reason is mended, run the command again"
    if unsure:
        look = f"git ls-remote {quoted(remote)} {quoted(change.ref)}"
        what = f"nothing was changed here; whether it was there, nobody said: look with {look}"
    return PushRefused(
        f"The command `{command}` failed. Make sure your local repository is in sync with the remote.",
        hint=f"{heard(remote, reason)}\n{what}",
        reason=reason,
        unsure=unsure,
    )


def heard(remote: str, reason: str) -> str:
    """Why a push failed: in the remote's words, or that there is none of this name, which git takes for a path then."""
    if f"'{remote}' does not appear to be a git repository" in reason and not is_url(remote) and "/" not in remote:
        return f"there is no remote '{shown(remote)}' here: git remote -v lists them, and --remote names one"
    return f"the remote said: {reason}"


def _push(at: str, remote: str, change: RefChange, arguments: Sequence[str]) -> Finished:
    options = ("push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no")
    try:
        return git(*options, *arguments, at=at, reading=False, network=True, codes=range(-64, 256))
    except GitTimeout as error:
        raise failed_push(remote, change, f"nothing ({error.message})", unsure=True) from None


def _judge(at: str, done: Finished, change: RefChange, remote: str) -> None:
    status = _status(done, change.ref)
    if change.new is not None and "up to date" in status:
        raise Taken("somebody made the very same tag in the same second")
    if done.code == 0:
        return
    taken = Locked if _HELD in done.reason else Taken
    if any(sign in status for sign in (*_LATE, "atomic push")):
        raise taken(status)
    if "remote ref does not exist" in done.reason and change.new is None:
        return
    if any(sign in done.reason for sign in _LOCKED):
        raise taken(status or done.reason)  # how a server with atomic transactions says that somebody was quicker
    if "failed to update ref" in status:
        raise taken(status)
    if b"from promisor remote" in done.err:
        # Not knowing the commits that somebody pushed meanwhile, git wants to send files that a copy without files has
        # not got. Up to date again, it goes.
        raise MovedOn("nothing (it has moved on meanwhile)")
    if "rejected" not in status and _has_it(at, done, change, remote):
        return
    raise failed_push(remote, change, _said_by(done, status))


def _has_it(at: str, done: Finished, change: RefChange, remote: str) -> bool:
    """Whether the remote took a change though its answer didn't arrive."""
    try:
        said = _ask(at, remote, "ls-remote", "--refs", "--end-of-options", remote, change.ref)
    except (RemoteUnreachable, GitTimeout):
        raise failed_push(remote, change, done.reason, unsure=True) from None
    there = [line.partition("\t")[0] for line in refs.lines(said.text) if line.endswith(f"\t{change.ref}")]
    return there == ([] if change.new is None else [change.new])


def _status(done: Finished, ref: str) -> str:
    """The line about a ref in `git push --porcelain`'s answer: FLAG TAB FROM:TO TAB SUMMARY (REASON)."""
    for line in refs.lines(done.text):
        parts = line.split("\t")
        if len(parts) == 3 and parts[1].rpartition(":")[2] == ref:
            return parts[2]
    return ""


def _took(done: Finished, ref: str) -> bool:
    """Whether the remote made a ref that was not there."""
    return any(line.startswith("*\t") and line.split("\t")[1].endswith(f":{ref}") for line in refs.lines(done.text))


def _note_was_refused(done: Finished, note: str) -> bool:
    status = _status(done, note)
    refused = "remote rejected" in status and not any(reason in status for reason in _NOT_FOR_ITSELF)
    return refused or "does not support --atomic" in done.reason


def _said_by(done: Finished, status: str) -> str:
    lines = done.err.decode("utf-8", "replace").splitlines()
    spoken = [shown(line[8:].strip()) for line in lines if line.startswith("remote: ") and line[8:].strip()]
    return "; ".join([*spoken[:5], *([shown(status)] if status else [])]) or done.reason or "nothing"


def _ask(at: str, remote: str, *args: str, stdin: bytes = b"", reading: bool = True) -> Finished:
    try:
        return git(*args, at=at, stdin=stdin, reading=reading, network=True)
    except GitFailed as error:
        raise RemoteUnreachable(
            f"Cannot reach '{shown(without_secret(remote))}': {error.message}", hint=_advice(error.message)
        ) from None


def _advice(said: str) -> str:
    if "Authentication failed" in said or "could not read Username" in said or "terminal prompts disabled" in said:
        return "let Git remember your log-in: git config --global credential.helper store, then git ls-remote ADDRESS"
    if "Permission denied" in said:
        return "check that your ssh key is known there: ssh -T git@HOST"
    return "check the address and the network: git ls-remote ADDRESS"


def unreachable(url: str, reason: str) -> GitFailed | RemoteUnreachable:
    """What git said about an address that it could not read from."""
    if "No space left" in reason:
        return GitFailed(f"No space left for the copy of '{shown(without_secret(url))}'", hint="free some disk space")
    hint = "check the address and your rights: git ls-remote ADDRESS"
    if "terminal prompts disabled" in reason or "Authentication failed" in reason:
        hint = "git has no user name and password for it: set a credential helper, or use an ssh address"
    if "dubious ownership" in reason:
        path = reason.partition("repository at '")[2].partition("'")[0]
        trust = f"git config --global --add safe.directory {quoted(path)}"
        hint = f"it belongs to another user there; if you trust it, on the machine where it is: {trust}"
        reason = "git does not trust a repository of another user"
    return RemoteUnreachable(f"Failed to read '{shown(without_secret(url))}': {reason}", hint=hint)


def without_secret(url: str) -> str:
    """An address without the user name and password that may stand in it."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}" if mark else url
